package io.weevil.apps.ycsb;

import java.util.ArrayList;
import java.util.List;

/** Counts what went wrong and keeps the first few accounts of it. Safe to use from many threads. */
public final class Failures {

  private static final int KEPT = 10;

  private final List<String> first = new ArrayList<>();
  private long count;

  synchronized void note(String account) {
    count++;
    if (first.size() < KEPT) {
      first.add(account);
    }
  }

  public synchronized long count() {
    return count;
  }

  /** At most ten, in the order in which they happened. */
  public synchronized List<String> first() {
    return List.copyOf(first);
  }
}
