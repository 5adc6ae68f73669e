package io.weevil.engine.client;

import java.time.Duration;

/**
 * How long to wait before a request is resent: smoothed round trip + 4 mean deviations (Jacobson,
 * SIGCOMM'88), within limits and doubled with each try. A resent request is never measured, and the
 * time-out it had backed off to holds for new ones until one ends without being resent (Karn and
 * Partridge, SIGCOMM'87).
 */
final class RoundTripEstimator {

  private static final int MAX_DOUBLINGS = 16;

  private final long min;
  private final long first;
  private final long max;

  /** Microseconds; negative until the first sample. */
  private double smoothed = -1;

  private double deviation;
  private int backOff;

  RoundTripEstimator(Duration min, Duration first, Duration max) {
    this.min = micros(min);
    this.first = micros(first);
    this.max = micros(max);
  }

  /** A request was done without having been resent. */
  void sample(Duration roundTrip) {
    double measured = Math.max(0, micros(roundTrip));
    if (smoothed < 0) {
      smoothed = measured;
      deviation = measured / 2;
    } else {
      deviation += (Math.abs(measured - smoothed) - deviation) / 4;
      smoothed += (measured - smoothed) / 8;
    }
    backOff = 0;
  }

  /** A request was resent for the {@code resent}-th time. */
  void backOff(int resent) {
    backOff = Math.min(MAX_DOUBLINGS, Math.max(backOff, resent));
  }

  /**
   * How long to wait for a request.
   *
   * @param resent how often it was resent
   */
  Duration timeout(int resent) {
    int doublings = Math.min(MAX_DOUBLINGS, Math.max(backOff, resent));
    return Duration.ofNanos(1_000 * Math.min(max, base() << doublings));
  }

  private long base() {
    return smoothed < 0 ? first : Math.clamp((long) (smoothed + 4 * deviation), min, max);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
