package io.weevil.engine.client;

import java.time.Duration;

/**
 * Between which limits the client's adaptive time-outs move.
 *
 * @param minFast the least time that the last speculative replies are waited for once {@code
 *     certify} are there; more than 0
 * @param maxFast the most; at least {@code minFast}
 * @param minRetransmission the least time after which a request goes to all replicas; at least
 *     {@code minFast}
 * @param firstRetransmission that time while no round trip has been measured; within its limits
 * @param maxRetransmission the most, however often a request was resent
 * @param introduction the slow period in which silent replicas are told who the client is; at least
 *     {@code minRetransmission}
 */
public record ClientTimers(
    Duration minFast,
    Duration maxFast,
    Duration minRetransmission,
    Duration firstRetransmission,
    Duration maxRetransmission,
    Duration introduction) {

  public static final ClientTimers DEFAULT =
      new ClientTimers(
          Duration.ofMillis(10),
          Duration.ofMillis(200),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));

  public ClientTimers {
    require(isPositive(minFast), "min-fast must be more than 0", minFast);
    require(
        isOrdered(minFast, maxFast),
        "max-fast must be at least min-fast (" + minFast + ")",
        maxFast);
    require(
        isOrdered(minFast, minRetransmission),
        "min-retransmission must be at least min-fast (" + minFast + ")",
        minRetransmission);
    require(
        isOrdered(minRetransmission, firstRetransmission)
            && isOrdered(firstRetransmission, maxRetransmission),
        "first-retransmission must lie in min-retransmission … max-retransmission ("
            + minRetransmission
            + " … "
            + maxRetransmission
            + ")",
        firstRetransmission);
    require(
        isOrdered(minRetransmission, introduction),
        "introduction must be at least min-retransmission (" + minRetransmission + ")",
        introduction);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static boolean isOrdered(Duration less, Duration more) {
    return less.compareTo(more) <= 0;
  }

  private static void require(boolean holds, String otherwise, Duration found) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + ", not " + found);
    }
  }
}
