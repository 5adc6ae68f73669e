package io.weevil.engine.ordering;

import java.time.Duration;

/**
 * How long this replica waits before it suspects the primary (R-SUSPECT). Time-outs double with
 * each view that ends without a commit and halve with progress. They also follow what commits take
 * here: on a busy machine all is slow, and that is not the primary's fault.
 */
final class Patience {

  /** A time-out is never less than this many times what the slowest commit of late has taken. */
  static final int SLOWEST_COMMITS = 3;

  /** What a slow machine may add, in multiples of the configured time-out. */
  static final int MAX_STRETCH = 8;

  /** A slow commit is forgotten by this share with each commit that is faster. */
  private static final int MEMORY = 64;

  private int doublings;

  /** About the slowest commit of late, in nanoseconds. */
  private long slowest;

  /** A view begins. */
  void onView(int doubled) {
    doublings = doubled;
  }

  /** A checkpoint has become stable: there is progress. */
  void onProgress() {
    doublings = Math.max(0, doublings - 1);
  }

  /** A slot was committed, this long after it was accepted. */
  void onCommit(Duration taken) {
    long nanos = taken.toNanos();
    slowest = nanos >= slowest ? nanos : slowest - (slowest - nanos) / MEMORY;
  }

  /** The time-out that is {@code configured}, as of today. */
  Duration of(Duration configured) {
    Duration asked = Duration.ofNanos(SLOWEST_COMMITS * slowest);
    Duration most = configured.multipliedBy(MAX_STRETCH);
    Duration stretched = asked.compareTo(most) < 0 ? asked : most;
    Duration base = stretched.compareTo(configured) > 0 ? stretched : configured;
    return base.multipliedBy(1L << doublings);
  }
}
