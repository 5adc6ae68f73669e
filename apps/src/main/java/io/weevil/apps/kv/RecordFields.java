package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A record with named fields as one value: the fields in name order, so that equal records are
 * equal bytes.
 */
public final class RecordFields {

  private RecordFields() {}

  public static Bytes toValue(SortedMap<String, Bytes> fields) {
    return CborOutput.toBytes(out -> out.entries(fields));
  }

  /** Throws {@link IllegalArgumentException} when {@code value} is not a record. */
  public static SortedMap<String, Bytes> ofValue(Bytes value) {
    try {
      return CborInput.read(value, CborInput::entries);
    } catch (IOException e) {
      throw new IllegalArgumentException("the value is not a record with fields", e);
    }
  }

  /** The record with {@code changes} made to it; fields not named there stay. */
  static Bytes updated(Bytes value, SortedMap<String, Bytes> changes) {
    SortedMap<String, Bytes> fields = new TreeMap<>(ofValue(value));
    fields.putAll(changes);
    return toValue(fields);
  }
}
