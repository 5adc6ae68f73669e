package io.weevil.apps.cli;

/** A command could not do what it was asked to; the message is for the person who asked. */
final class CommandFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
