package io.weevil.engine.crypto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was found true lately; forgets what was not asked for longest. Safe to use from many
 * threads at once.
 *
 * <p>Only put in what an attacker cannot make up for nothing, a checked certificate say: otherwise
 * nonsense drives out the rest.
 */
public final class BoundedCache<K, V> {

  private final Map<K, V> entries;

  /**
   * @param capacity entries kept, at least 1
   */
  public BoundedCache(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a cache keeps at least 1 entry, not " + capacity);
    }
    this.entries = new LeastRecentlyUsed<>(capacity);
  }

  public synchronized @Nullable V get(K key) {
    return entries.get(key);
  }

  public synchronized void put(K key, V value) {
    entries.put(key, value);
  }

  /** As {@link Map#merge}, in one step. */
  public synchronized V merge(K key, V value, BinaryOperator<V> remapping) {
    return entries.merge(key, value, remapping);
  }

  public synchronized int size() {
    return entries.size();
  }

  private static final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private final int capacity;

    LeastRecentlyUsed(int capacity) {
      super(16, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > capacity;
    }
  }
}
