package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What the store should answer, said with the JDK's sorted map. */
final class SortedMapModel {

  private SortedMapModel() {}

  static KeyValueResult apply(TreeMap<String, Bytes> map, KeyValueOperation operation) {
    switch (operation) {
      case KeyValueOperation.Get get -> {
        Bytes value = map.get(get.key());
        return value == null ? new KeyValueResult.Absent() : new KeyValueResult.Value(value);
      }
      case KeyValueOperation.Put put -> map.put(put.key(), put.value());
      case KeyValueOperation.PutAll putAll -> map.putAll(putAll.entries());
      case KeyValueOperation.Update update -> {
        return update(map, update);
      }
      case KeyValueOperation.Remove remove -> {
        return map.remove(remove.key()) == null
            ? new KeyValueResult.Absent()
            : new KeyValueResult.Done();
      }
      case KeyValueOperation.CompareAndSet cas -> {
        if (!Objects.equals(map.get(cas.key()), cas.expected())) {
          return new KeyValueResult.Mismatch(map.get(cas.key()));
        }
        map.put(cas.key(), cas.value());
      }
      case KeyValueOperation.Scan scan -> {
        return scan(map, scan);
      }
    }
    return new KeyValueResult.Done();
  }

  private static KeyValueResult update(
      TreeMap<String, Bytes> map, KeyValueOperation.Update update) {
    Bytes record = map.get(update.key());
    if (record == null) {
      return new KeyValueResult.Absent();
    }
    try {
      TreeMap<String, Bytes> fields = new TreeMap<>(RecordFields.ofValue(record));
      fields.putAll(update.fields());
      map.put(update.key(), RecordFields.toValue(fields));
      return new KeyValueResult.Done();
    } catch (IllegalArgumentException e) {
      return new KeyValueResult.Refused("the record cannot be updated: " + e.getMessage());
    }
  }

  private static KeyValueResult scan(TreeMap<String, Bytes> map, KeyValueOperation.Scan scan) {
    List<KeyValueResult.Entry> inRange =
        map.tailMap(scan.from()).entrySet().stream()
            .filter(e -> scan.to() == null || e.getKey().compareTo(scan.to()) < 0)
            .map(e -> new KeyValueResult.Entry(e.getKey(), e.getValue()))
            .toList();
    boolean more = inRange.size() > scan.limit();
    return new KeyValueResult.Entries(
        inRange.subList(0, Math.min(scan.limit(), inRange.size())),
        more ? inRange.get(scan.limit()).key() : null);
  }
}
