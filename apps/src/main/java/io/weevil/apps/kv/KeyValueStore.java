package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * An ordered map from keys to values. The map is persistent: each change makes a new version that
 * shares all but O(log n) nodes with the old one, so a snapshot is no more than a reference to a
 * version.
 */
public final class KeyValueStore implements StateMachine<KeyValueOperation, KeyValueResult> {

  private static final KeyValueResult DONE = new KeyValueResult.Done();
  private static final KeyValueResult ABSENT = new KeyValueResult.Absent();

  private TreePMap<String, Bytes> entries = TreePMap.empty();

  @Override
  public KeyValueResult apply(OperationContext context, KeyValueOperation operation) {
    return apply(operation);
  }

  /** Who asks, and when, makes no difference to this service. */
  public KeyValueResult apply(KeyValueOperation operation) {
    return switch (operation) {
      case KeyValueOperation.Get get -> read(get);
      case KeyValueOperation.Scan scan -> read(scan);
      case KeyValueOperation.Put(String key, Bytes value) -> put(key, value);
      case KeyValueOperation.PutAll(SortedMap<String, Bytes> all) -> putAll(all);
      case KeyValueOperation.Update(String key, SortedMap<String, Bytes> fields) ->
          update(key, fields);
      case KeyValueOperation.Remove(String key) -> remove(key);
      case KeyValueOperation.CompareAndSet cas ->
          compareAndSet(cas.key(), cas.expected(), cas.value());
    };
  }

  @Override
  public KeyValueResult read(KeyValueOperation operation) {
    return switch (operation) {
      case KeyValueOperation.Get(String key) -> get(key);
      case KeyValueOperation.Scan scan -> scan(scan.from(), scan.to(), scan.limit());
      case KeyValueOperation.Put put -> throw notARead(put);
      case KeyValueOperation.PutAll putAll -> throw notARead(putAll);
      case KeyValueOperation.Update update -> throw notARead(update);
      case KeyValueOperation.Remove remove -> throw notARead(remove);
      case KeyValueOperation.CompareAndSet cas -> throw notARead(cas);
    };
  }

  private KeyValueResult get(String key) {
    Bytes value = entries.get(key);
    return value == null ? ABSENT : new KeyValueResult.Value(value);
  }

  private KeyValueResult put(String key, Bytes value) {
    entries = entries.plus(key, value);
    return DONE;
  }

  private KeyValueResult putAll(SortedMap<String, Bytes> all) {
    entries = entries.plusAll(all);
    return DONE;
  }

  private KeyValueResult update(String key, SortedMap<String, Bytes> fields) {
    Bytes record = entries.get(key);
    if (record == null) {
      return ABSENT;
    }
    try {
      Bytes updated = RecordFields.updated(record, fields);
      KeyValueLimits.checkValue(updated);
      return put(key, updated);
    } catch (IllegalArgumentException refusal) {
      return new KeyValueResult.Refused("the record cannot be updated: " + refusal.getMessage());
    }
  }

  private KeyValueResult remove(String key) {
    if (!entries.containsKey(key)) {
      return ABSENT;
    }
    entries = entries.minus(key);
    return DONE;
  }

  private KeyValueResult compareAndSet(String key, @Nullable Bytes expected, Bytes value) {
    Bytes actual = entries.get(key);
    boolean matches = actual == null ? expected == null : actual.equals(expected);
    return matches ? put(key, value) : new KeyValueResult.Mismatch(actual);
  }

  private KeyValueResult scan(String from, @Nullable String to, int limit) {
    List<KeyValueResult.Entry> found = new ArrayList<>();
    int bytes = 0;
    for (Map.Entry<String, Bytes> entry : entries.tailMap(from, true).entrySet()) {
      if (to != null && entry.getKey().compareTo(to) >= 0) {
        break;
      }
      bytes += KeyValueLimits.sizeOf(entry.getKey()) + entry.getValue().size();
      if (found.size() == limit || (!found.isEmpty() && bytes > KeyValueLimits.MAX_SCAN_BYTES)) {
        return new KeyValueResult.Entries(found, entry.getKey());
      }
      found.add(new KeyValueResult.Entry(entry.getKey(), entry.getValue()));
    }
    return new KeyValueResult.Entries(found, null);
  }

  @Override
  public Snapshot snapshot() {
    return new Version(entries);
  }

  @Override
  public void restore(Snapshot snapshot) {
    if (!(snapshot instanceof Version(var version))) {
      throw new IllegalArgumentException("not a snapshot of a key-value store: " + snapshot);
    }
    entries = version;
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    return new Version(CborInput.read(in, content -> TreePMap.fromSortedMap(content.entries())));
  }

  private static UnsupportedOperationException notARead(KeyValueOperation operation) {
    return new UnsupportedOperationException(
        operation.getClass().getSimpleName() + " changes the state");
  }

  /**
   * The state at one time: never changes. Written in key order, so the order of insertion leaves no
   * trace.
   */
  private record Version(TreePMap<String, Bytes> entries) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      CborOutput.write(out, cbor -> cbor.entries(entries));
    }
  }
}
