package io.weevil.apps.cli;

import io.weevil.engine.quorum.Quorums;
import org.jspecify.annotations.Nullable;

/** Makes sense of the options that say how large a group is. */
final class GroupSize {

  private GroupSize() {}

  /**
   * @param replicas n, or null for what the others ask for
   * @param faults f, or null for as many as n allows
   * @param slowTolerated c
   * @param defaultReplicas n when neither n nor f is given
   * @throws IllegalArgumentException when they contradict each other; the message says what would
   *     do
   */
  static Quorums quorums(
      @Nullable Integer replicas,
      @Nullable Integer faults,
      int slowTolerated,
      int defaultReplicas) {
    if (faults != null) {
      Quorums quorums = new Quorums(faults, slowTolerated);
      if (replicas != null && replicas != quorums.n()) {
        throw new IllegalArgumentException(
            "F = %d and C = %d need %d replicas, not %d"
                .formatted(faults, slowTolerated, quorums.n(), replicas));
      }
      return quorums;
    }
    int n = replicas != null ? replicas : Math.max(defaultReplicas, 5 * slowTolerated + 1);
    int faultsTimesThree = n - 1 - 2 * slowTolerated;
    if (faultsTimesThree < 0 || faultsTimesThree % 3 != 0) {
      throw new IllegalArgumentException(
          "%d replicas are not 3F + 2C + 1 for any F with C = %d: give --faults instead"
              .formatted(n, slowTolerated));
    }
    return new Quorums(faultsTimesThree / 3, slowTolerated);
  }
}
