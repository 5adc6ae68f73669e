package io.weevil.testkit.selection;

import java.util.Arrays;

/** A map from non-negative longs to small numbers that can hold many millions: open addressing. */
final class LongMemory {

  static final int UNKNOWN = -1;

  private static final long FREE = -1;

  private long[] keys = free(1 << 12);
  private byte[] values = new byte[keys.length];
  private int size;

  private static long[] free(int capacity) {
    long[] keys = new long[capacity];
    Arrays.fill(keys, FREE);
    return keys;
  }

  int get(long key) {
    int place = place(key);
    return keys[place] == FREE ? UNKNOWN : values[place];
  }

  /**
   * @param value {@code 0 … 127}
   */
  void put(long key, int value) {
    if (2 * size >= keys.length) {
      grow();
    }
    int place = place(key);
    size += keys[place] == FREE ? 1 : 0;
    keys[place] = key;
    values[place] = (byte) value;
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int place = Long.hashCode(key * 0x9E3779B97F4A7C15L) & mask;
    while (keys[place] != FREE && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldValues = values;
    keys = free(2 * oldKeys.length);
    values = new byte[keys.length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        put(oldKeys[i], oldValues[i]);
      }
    }
  }
}
