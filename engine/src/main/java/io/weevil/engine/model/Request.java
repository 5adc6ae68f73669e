package io.weevil.engine.model;

import java.util.List;

/**
 * REQUEST(c, no, op…): one or several operations of a client under one number and one
 * authenticator.
 *
 * @param client who asks
 * @param number counts from 1 in each incarnation of the client, without gaps
 * @param kind whether it must be ordered
 * @param operations at least one; opaque to the protocol
 * @param admission when the client is admitted: the validity of the certificate in {@code encoded}
 * @param encoded the exact bytes received: certificate, body and authenticator
 * @param digest the SHA-256 digest of {@code encoded}
 */
public record Request(
    ClientId client,
    long number,
    Kind kind,
    List<Bytes> operations,
    Admission admission,
    Bytes encoded,
    Digest digest) {

  /** Codes are wire format. */
  public enum Kind {
    ORDERED(0),
    /** To be executed without ordering (R-READ). */
    READ(1);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  public Request {
    operations = List.copyOf(operations);
    if (number < 1) {
      throw new IllegalArgumentException("a request's number is at least 1, not " + number);
    }
    if (operations.isEmpty()) {
      throw new IllegalArgumentException("a request has at least one operation");
    }
  }
}
