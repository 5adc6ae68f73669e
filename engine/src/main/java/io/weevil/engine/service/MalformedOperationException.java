package io.weevil.engine.service;

/** Bytes that are no operation of the service. */
public final class MalformedOperationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedOperationException(String message) {
    super(message);
  }
}
