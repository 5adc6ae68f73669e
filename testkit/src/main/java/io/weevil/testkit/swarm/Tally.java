package io.weevil.testkit.swarm;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often what has happened. */
public final class Tally {

  private final SortedMap<String, Long> counts = new TreeMap<>();

  public void count(String what) {
    count(what, 1);
  }

  /**
   * @param times none leave no trace
   */
  public void count(String what, long times) {
    if (times > 0) {
      counts.merge(what, times, Long::sum);
    }
  }

  /** Adds the counts of another. */
  public void add(Tally other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
  }

  public SortedMap<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
