package io.weevil.engine.ordering;

import io.weevil.engine.model.Timestamp;
import java.time.Duration;

/**
 * How long this replica waits before it suspects the primary (R-SUSPECT). Time-outs double with
 * each view that ends without a commit and halve with progress. They also follow what commits take
 * here: on a busy machine all is slow, and that is not the primary's fault. As long as little is
 * known, a process that has just started say, a replica is as patient as it ever gets.
 */
final class Patience {

  /** A time-out is never less than this many times what the slowest commit of late has taken. */
  static final int SLOWEST_COMMITS = 3;

  /** What a slow machine may add, in multiples of the configured time-out. */
  static final int MAX_STRETCH = 8;

  /** Commits after which what they take is known. */
  static final int WARM = 64;

  /** After this time a slow commit counts for half. */
  static final Duration HALF_LIFE = Duration.ofSeconds(10);

  private int doublings;
  private int commits;

  /** About the slowest commit of late, in nanoseconds, as of {@link #since}. */
  private double slowest;

  private Timestamp since = Timestamp.ZERO;

  /** A view begins. */
  void onView(int doubled) {
    doublings = doubled;
  }

  /** A checkpoint has become stable: there is progress. */
  void onProgress() {
    doublings = Math.max(0, doublings - 1);
  }

  /** A slot was committed, this long after its votes were first exchanged. */
  void onCommit(Duration taken, Timestamp now) {
    commits = Math.min(WARM, commits + 1);
    if (commits == WARM) { // what comes before says more of the machine's start
      slowest = Math.max(remembered(now), (double) taken.toNanos());
      since = now;
    }
  }

  private double remembered(Timestamp now) {
    double halves = (double) now.since(since).toNanos() / HALF_LIFE.toNanos();
    return slowest * Math.pow(0.5, halves);
  }

  /** The time-out that is {@code configured}, as of now. */
  Duration of(Duration configured, Timestamp now) {
    return stretched(configured, now).multipliedBy(1L << doublings);
  }

  /** What becomes of it at most, on the slowest machine. */
  Duration most(Duration configured) {
    return configured.multipliedBy(MAX_STRETCH).multipliedBy(1L << doublings);
  }

  private Duration stretched(Duration configured, Timestamp now) {
    Duration most = configured.multipliedBy(MAX_STRETCH);
    if (commits < WARM) {
      return most;
    }
    Duration asked = Duration.ofNanos((long) (SLOWEST_COMMITS * remembered(now)));
    Duration least = asked.compareTo(configured) > 0 ? asked : configured;
    return least.compareTo(most) < 0 ? least : most;
  }
}
