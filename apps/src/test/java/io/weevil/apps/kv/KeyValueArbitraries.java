package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Operations and results of every kind, over few keys so that they meet. */
final class KeyValueArbitraries {

  private KeyValueArbitraries() {}

  static Arbitrary<String> keys() {
    return Arbitraries.of("a", "b", "ba", "bb", "c", "d/é", "d/😀", "e");
  }

  static Arbitrary<Bytes> values() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::wrap);
  }

  static Arbitrary<SortedMap<String, Bytes>> entries() {
    return Arbitraries.maps(keys(), values()).ofMinSize(1).ofMaxSize(5).map(TreeMap::new);
  }

  static Arbitrary<KeyValueOperation> operations() {
    return Arbitraries.oneOf(
        List.of(
            keys().map(KeyValueOperation.Get::new),
            Combinators.combine(keys(), values()).as(KeyValueOperation.Put::new),
            Combinators.combine(keys(), entries())
                .as((key, fields) -> new KeyValueOperation.Put(key, RecordFields.toValue(fields))),
            entries().map(KeyValueOperation.PutAll::new),
            Combinators.combine(keys(), entries()).as(KeyValueOperation.Update::new),
            keys().map(KeyValueOperation.Remove::new),
            Combinators.combine(keys(), values().injectNull(0.3), values())
                .as(KeyValueOperation.CompareAndSet::new),
            Combinators.combine(
                    keys(), keys().injectNull(0.3), Arbitraries.integers().between(1, 10))
                .as(KeyValueOperation.Scan::new)));
  }

  static Arbitrary<KeyValueResult> results() {
    Arbitrary<List<KeyValueResult.Entry>> found =
        entries()
            .map(
                m ->
                    m.entrySet().stream()
                        .map(e -> new KeyValueResult.Entry(e.getKey(), e.getValue()))
                        .toList());
    return Arbitraries.oneOf(
        List.of(
            values().map(KeyValueResult.Value::new),
            Arbitraries.of(new KeyValueResult.Absent(), new KeyValueResult.Done()),
            values().injectNull(0.3).map(KeyValueResult.Mismatch::new),
            Combinators.combine(found, keys().injectNull(0.5)).as(KeyValueResult.Entries::new),
            Arbitraries.strings().alpha().ofMaxLength(50).map(KeyValueResult.Refused::new)));
  }
}
