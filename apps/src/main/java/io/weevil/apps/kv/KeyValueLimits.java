package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * How large things may be. The same on every replica, so that an operation refused by one is
 * refused by all, and small enough that an operation fits a request and a result fits a reply of
 * the default {@link io.weevil.engine.group.Limits}.
 */
public final class KeyValueLimits {

  /** UTF-8 bytes of a key, and of a field's name. */
  public static final int MAX_KEY_BYTES = 1_024;

  /** Bytes of a value, and of a field. */
  public static final int MAX_VALUE_BYTES = 64 * 1024;

  /** Entries of one multi-put, fields of one update, entries of one scan. */
  public static final int MAX_ENTRIES = 1_000;

  /** Keys and values of one scan's answer together; the first entry is always returned. */
  public static final int MAX_SCAN_BYTES = 96 * 1024;

  private KeyValueLimits() {}

  static void checkKey(String key) {
    require(!key.isEmpty(), "a key must not be empty");
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(key), "a key must be well-formed Unicode");
    int size = sizeOf(key);
    require(
        size <= MAX_KEY_BYTES,
        "a key must have at most " + MAX_KEY_BYTES + " bytes of UTF-8, not " + size);
  }

  static void checkValue(Bytes value) {
    require(
        value.size() <= MAX_VALUE_BYTES,
        "a value must have at most " + MAX_VALUE_BYTES + " bytes, not " + value.size());
  }

  static void checkCount(int count, String what) {
    require(
        count >= 1 && count <= MAX_ENTRIES,
        what + " must be 1 … " + MAX_ENTRIES + ", not " + count);
  }

  static int sizeOf(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length;
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
