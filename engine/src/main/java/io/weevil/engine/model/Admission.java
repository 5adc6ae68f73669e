package io.weevil.engine.model;

/**
 * When a client is admitted, as its certificate says. A request is admitted by the timestamp of its
 * batch (R-ACCEPT-4), so that every replica decides alike.
 *
 * @param notBefore admitted from this time on
 * @param notAfter admitted up to this time, inclusive; not before {@code notBefore}
 */
public record Admission(Timestamp notBefore, Timestamp notAfter) {

  public Admission {
    if (notAfter.isBefore(notBefore)) {
      throw new IllegalArgumentException(
          "an admission ends at or after its beginning: " + notBefore + " … " + notAfter);
    }
  }

  public boolean admits(Timestamp time) {
    return !time.isBefore(notBefore) && !time.isAfter(notAfter);
  }
}
