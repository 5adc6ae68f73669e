package io.weevil.testkit.adversary;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an adversary has done, by kind: an adversary without deeds has tested nothing. */
public final class Deeds {

  private final SortedMap<String, Long> counts = new TreeMap<>();

  void did(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  public SortedMap<String, Long> byKind() {
    return Collections.unmodifiableSortedMap(counts);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
