package io.weevil.actors.role;

import io.weevil.engine.role.Promise;
import java.util.ArrayDeque;
import java.util.List;

/** The latest promises, in memory: as many as were asked for, the oldest forgotten first. */
public final class RecentPromises implements PromiseStore {

  private final int capacity;
  private final ArrayDeque<Promise> promises = new ArrayDeque<>();

  /**
   * @param capacity at least 1
   */
  public RecentPromises(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a store keeps at least 1 promise, not " + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public synchronized void store(Promise promise) {
    if (promises.size() == capacity) {
      promises.removeFirst();
    }
    promises.addLast(promise);
  }

  /** Oldest first. */
  public synchronized List<Promise> promises() {
    return List.copyOf(promises);
  }
}
