package io.weevil.engine.client;

import io.weevil.engine.model.Bytes;

/** One caller's operation, from its submission to its one end. */
final class Call {

  private final long ticket;
  private final Bytes operation;
  private final boolean readOnly;

  /** Once true for ever: from then on `Rejected` would be a lie. */
  private boolean sent;

  /** Once true for ever. */
  private boolean ended;

  Call(long ticket, Bytes operation, boolean readOnly) {
    this.ticket = ticket;
    this.operation = operation;
    this.readOnly = readOnly;
  }

  long ticket() {
    return ticket;
  }

  Bytes operation() {
    return operation;
  }

  boolean readOnly() {
    return readOnly;
  }

  boolean wasSent() {
    return sent;
  }

  void markSent() {
    sent = true;
  }

  boolean hasEnded() {
    return ended;
  }

  void markEnded() {
    ended = true;
  }
}
