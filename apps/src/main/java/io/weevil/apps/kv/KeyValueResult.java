package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store answers; {@link KeyValueOperation} says which operation is answered how. */
public sealed interface KeyValueResult {

  /** The key's value. */
  record Value(Bytes value) implements KeyValueResult {}

  /** There is no such key. */
  record Absent() implements KeyValueResult {}

  /** It is written, or removed. */
  record Done() implements KeyValueResult {}

  /**
   * A compare-and-set changed nothing.
   *
   * @param actual what the key holds; null when it is absent
   */
  record Mismatch(@Nullable Bytes actual) implements KeyValueResult {}

  /** A key and its value. */
  record Entry(String key, Bytes value) {}

  /**
   * A scan's entries in key order.
   *
   * @param next the first key in range that was left out, to go on from; null when the range is
   *     exhausted
   */
  record Entries(List<Entry> entries, @Nullable String next) implements KeyValueResult {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /** The operation cannot be applied to this state; nothing was changed. */
  record Refused(String reason) implements KeyValueResult {}
}
