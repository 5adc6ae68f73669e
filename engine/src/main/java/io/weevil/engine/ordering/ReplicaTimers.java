package io.weevil.engine.ordering;

import java.time.Duration;

/**
 * A replica's own timers and bounds: replicas may differ in them without harm to safety.
 *
 * @param requestTimer until a request that a client has asked again for is committed (R-SUSPECT)
 * @param holeTimer until a hole is asked of everyone, and again (R-HOLE)
 * @param holeAttempts how often, before the primary is suspected; at least 1
 * @param voteExchangeTimer until a vote-exchanging slot is committed (R-EXCHANGE)
 * @param newViewTimer until a new view has started, from when {@code viewChange} replicas have left
 *     the one before (R-SUSPECT); doubles with each view that does not start
 * @param statusPeriod the slow period of R-STATUS
 * @param silentAfter how long a replica may be mute while others speak before it counts as silent
 *     (R-TRACK); longer than statusPeriod
 * @param archiveSlots ORDER-REQs kept below the stable checkpoint for replicas that were away
 * @param archiveBytes the same, in bytes of batches
 */
public record ReplicaTimers(
    Duration requestTimer,
    Duration holeTimer,
    int holeAttempts,
    Duration voteExchangeTimer,
    Duration newViewTimer,
    Duration statusPeriod,
    Duration silentAfter,
    int archiveSlots,
    long archiveBytes) {

  public static final ReplicaTimers DEFAULT =
      new ReplicaTimers(
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          8,
          Duration.ofMillis(300),
          Duration.ofMillis(500),
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          4_096,
          16L << 20);

  public ReplicaTimers {
    requirePositive(requestTimer, "request-timer");
    requirePositive(holeTimer, "hole-timer");
    requirePositive(voteExchangeTimer, "vote-exchange-timer");
    requirePositive(newViewTimer, "new-view-timer");
    requirePositive(statusPeriod, "status-period");
    requirePositive(silentAfter, "silent-after");
    if (holeAttempts < 1 || archiveSlots < 0 || archiveBytes < 0) {
      throw new IllegalArgumentException(
          "hole-attempts must be at least 1, archive-slots and archive-bytes at least 0");
    }
    if (silentAfter.compareTo(statusPeriod) <= 0) {
      throw new IllegalArgumentException("silent-after must be longer than status-period");
    }
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
