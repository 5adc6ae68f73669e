package io.weevil.testkit.swarm;

import java.time.Duration;

/**
 * A fault from one time to another, counted from the beginning.
 *
 * @param until after {@code from}
 */
public record Incident(Duration from, Duration until, Fault fault) {

  public Incident {
    if (from.isNegative() || until.compareTo(from) <= 0) {
      throw new IllegalArgumentException("from " + from + " until " + until);
    }
  }

  /** The same time, and another fault. */
  Incident with(Fault other) {
    return new Incident(from, until, other);
  }

  /** For people. */
  public String words() {
    return "%7.3f s … %7.3f s  %s".formatted(seconds(from), seconds(until), fault.words());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
