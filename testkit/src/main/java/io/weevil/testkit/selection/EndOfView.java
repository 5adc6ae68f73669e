package io.weevil.testkit.selection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything about the end of a view that the future depends on. Replicas that are permuted make
 * the same state, and of the votes only the certificates they allow are kept: neither the rule nor
 * what correct replicas may do knows replicas by name or votes by number.
 */
final class EndOfView {

  private final int[] replicas;
  private final long[] certifiable;
  private final long committed;
  private final long stable;
  private final int hash;

  private long ways;
  private @Nullable Step step;
  private int weight;

  /**
   * @param replicas the correct ones' states, in any order
   * @param certifiable by view, the logs that certificates of it can be shown for
   * @param committed the logs committed so far, by either grade, each with its prefixes
   * @param stable those that a stable checkpoint may be proven for
   * @param ways how many states of named replicas this is
   * @param step how it comes about, null at the beginning
   * @param weight how much must happen for it, for the shortest schedule
   */
  EndOfView(
      int[] replicas,
      long[] certifiable,
      long committed,
      long stable,
      long ways,
      @Nullable Step step,
      int weight) {
    this.replicas = replicas.clone();
    Arrays.sort(this.replicas);
    this.certifiable = certifiable;
    this.committed = committed;
    this.stable = stable;
    this.ways = ways;
    this.step = step;
    this.weight = weight;
    this.hash =
        31 * (31 * Arrays.hashCode(this.replicas) + Arrays.hashCode(certifiable))
            + Long.hashCode(committed * 31 + stable);
  }

  static EndOfView beginning(int correct) {
    int[] replicas = new int[correct];
    Arrays.fill(replicas, ReplicaStates.INITIAL);
    return new EndOfView(replicas, new long[0], 0, 0, 1, null, 0);
  }

  /** The same state came about in another way; the easier one is kept for the schedule. */
  void merge(EndOfView same) {
    ways = Math.addExact(ways, same.ways);
    if (same.weight < weight) {
      weight = same.weight;
      step = same.step;
    }
  }

  int[] replicas() {
    return replicas;
  }

  long[] certifiable() {
    return certifiable;
  }

  long committed() {
    return committed;
  }

  long stable() {
    return stable;
  }

  long ways() {
    return ways;
  }

  @Nullable Step step() {
    return step;
  }

  int weight() {
    return weight;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EndOfView that
        && hash == that.hash
        && committed == that.committed
        && stable == that.stable
        && Arrays.equals(replicas, that.replicas)
        && Arrays.equals(certifiable, that.certifiable);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
