package io.weevil.engine.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Microseconds since 1970-01-01T00:00Z. Cores never read a clock: the time comes in with each
 * input.
 */
public record Timestamp(long micros) implements Comparable<Timestamp> {

  public static final Timestamp ZERO = new Timestamp(0);

  public Timestamp {
    if (micros < 0) {
      throw new IllegalArgumentException("a timestamp is at least 0, not " + micros);
    }
  }

  public Timestamp plus(Duration duration) {
    return new Timestamp(Math.addExact(micros, duration.toNanos() / 1_000));
  }

  /** The time from {@code earlier} to this; negative when this is the earlier one. */
  public Duration since(Timestamp earlier) {
    return Duration.of(micros - earlier.micros, ChronoUnit.MICROS);
  }

  public boolean isAfter(Timestamp other) {
    return micros > other.micros;
  }

  public boolean isBefore(Timestamp other) {
    return micros < other.micros;
  }

  public static Timestamp max(Timestamp a, Timestamp b) {
    return a.micros >= b.micros ? a : b;
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(micros, other.micros);
  }
}
