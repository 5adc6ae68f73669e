package io.weevil.actors.transport;

/** A transport that could not be started, why, and what to do. */
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransportException(String message) {
    super(message);
  }

  TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
