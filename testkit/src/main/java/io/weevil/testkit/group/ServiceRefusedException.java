package io.weevil.testkit.group;

/** The service has thrown an exception at an operation, the same one on every replica. */
public final class ServiceRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  ServiceRefusedException(String operation, String reason) {
    super(operation + " was refused by the service: " + reason);
    this.reason = reason;
  }

  /** As a client is told: the exception's class, and words that are the same on every replica. */
  public String reason() {
    return reason;
  }
}
