package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store can be asked. Keys are ordered by their UTF-16 code units ({@link
 * String#compareTo}). Constructors throw {@link IllegalArgumentException} for what exceeds {@link
 * KeyValueLimits}.
 */
public sealed interface KeyValueOperation {

  /** Answered by {@link KeyValueResult.Value} or {@link KeyValueResult.Absent}. */
  record Get(String key) implements KeyValueOperation {
    public Get {
      KeyValueLimits.checkKey(key);
    }
  }

  /** Answered by {@link KeyValueResult.Done}. */
  record Put(String key, Bytes value) implements KeyValueOperation {
    public Put {
      KeyValueLimits.checkKey(key);
      KeyValueLimits.checkValue(value);
    }
  }

  /** Puts all entries at once. Answered by {@link KeyValueResult.Done}. */
  record PutAll(SortedMap<String, Bytes> entries) implements KeyValueOperation {
    public PutAll {
      entries = sorted(entries, "the entries of a multi-put");
    }
  }

  /**
   * Sets some fields of the record at the key and leaves its other fields as they are; a record is
   * a value that {@link RecordFields} wrote. Answered by {@link KeyValueResult.Done}, {@link
   * KeyValueResult.Absent} when there is no such key, or {@link KeyValueResult.Refused} when the
   * value is no record or the record would become too large.
   */
  record Update(String key, SortedMap<String, Bytes> fields) implements KeyValueOperation {
    public Update {
      KeyValueLimits.checkKey(key);
      fields = sorted(fields, "the fields of an update");
    }
  }

  /** Answered by {@link KeyValueResult.Done} or {@link KeyValueResult.Absent}. */
  record Remove(String key) implements KeyValueOperation {
    public Remove {
      KeyValueLimits.checkKey(key);
    }
  }

  /**
   * Puts {@code value} if the key holds exactly {@code expected}. Answered by {@link
   * KeyValueResult.Done} or {@link KeyValueResult.Mismatch}.
   *
   * @param expected null for "the key is absent"
   */
  record CompareAndSet(String key, @Nullable Bytes expected, Bytes value)
      implements KeyValueOperation {
    public CompareAndSet {
      KeyValueLimits.checkKey(key);
      KeyValueLimits.checkValue(value);
      if (expected != null) {
        KeyValueLimits.checkValue(expected);
      }
    }
  }

  /**
   * The entries from a key on, in order. Answered by {@link KeyValueResult.Entries}, which may hold
   * fewer than asked for.
   *
   * @param from the first key, inclusive
   * @param to the end, exclusive; null for the end of the store
   * @param limit at most so many entries; 1 … {@link KeyValueLimits#MAX_ENTRIES}
   */
  record Scan(String from, @Nullable String to, int limit) implements KeyValueOperation {
    public Scan {
      KeyValueLimits.checkKey(from);
      if (to != null) {
        KeyValueLimits.checkKey(to);
      }
      KeyValueLimits.checkCount(limit, "a scan's limit");
    }
  }

  /** Whether it leaves the state as it is, so that it may be executed without ordering (R-READ). */
  default boolean isRead() {
    return switch (this) {
      case Get get -> true;
      case Scan scan -> true;
      case Put put -> false;
      case PutAll putAll -> false;
      case Update update -> false;
      case Remove remove -> false;
      case CompareAndSet compareAndSet -> false;
    };
  }

  private static SortedMap<String, Bytes> sorted(SortedMap<String, Bytes> entries, String what) {
    KeyValueLimits.checkCount(entries.size(), what);
    SortedMap<String, Bytes> copy = new TreeMap<>();
    entries.forEach(
        (key, value) -> {
          KeyValueLimits.checkKey(key);
          KeyValueLimits.checkValue(value);
          copy.put(key, value);
        });
    return Collections.unmodifiableSortedMap(copy);
  }
}
