package io.weevil.engine.client;

import java.time.Duration;

/**
 * How long the last replies are worth waiting for once {@code certify} equal ones are there: their
 * smoothed lateness + 4 mean deviations, within limits. While a replica is out its lateness cannot
 * be measured: the estimate stays, but after {@link #MISSES_BELIEVED} misses in a row it is no
 * longer waited for longer than the minimum, so a dead replica costs little.
 */
final class LatenessEstimator {

  static final int MISSES_BELIEVED = 3;

  private final Duration min;
  private final Duration max;

  /** Microseconds; negative until the first sample. */
  private double smoothed = -1;

  private double deviation;
  private int misses;

  LatenessEstimator(Duration min, Duration max) {
    this.min = min;
    this.max = max;
  }

  /** The last replies came this long after the quorum. */
  void sample(Duration lateness) {
    double measured = Math.max(0, lateness.toNanos() / 1_000);
    if (smoothed < 0) {
      smoothed = measured;
      deviation = measured / 2;
    } else {
      deviation += (Math.abs(measured - smoothed) - deviation) / 4;
      smoothed += (measured - smoothed) / 8;
    }
    misses = 0;
  }

  /** They were waited for in vain. */
  void miss() {
    misses = Math.min(MISSES_BELIEVED, misses + 1);
  }

  /**
   * How long to wait.
   *
   * @param quorumTook how long the quorum itself took. A second phase takes no longer than that, so
   *     nobody is waited for longer: a replica that is always late, or plays so, costs the client
   *     at most one more round trip
   */
  Duration timeout(Duration quorumTook) {
    if (misses >= MISSES_BELIEVED) {
      return min;
    }
    Duration usual = Duration.ofNanos((long) (1_000 * (smoothed + 4 * deviation)));
    return bounded(smoothed < 0 || usual.compareTo(quorumTook) > 0 ? quorumTook : usual);
  }

  private Duration bounded(Duration estimate) {
    if (estimate.compareTo(min) < 0) {
      return min;
    }
    return estimate.compareTo(max) > 0 ? max : estimate;
  }
}
