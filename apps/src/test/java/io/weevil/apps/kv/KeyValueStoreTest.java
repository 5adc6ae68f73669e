package io.weevil.apps.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.apps.kv.KeyValueOperation.CompareAndSet;
import io.weevil.apps.kv.KeyValueOperation.Get;
import io.weevil.apps.kv.KeyValueOperation.Put;
import io.weevil.apps.kv.KeyValueOperation.PutAll;
import io.weevil.apps.kv.KeyValueOperation.Remove;
import io.weevil.apps.kv.KeyValueOperation.Scan;
import io.weevil.apps.kv.KeyValueOperation.Update;
import io.weevil.apps.kv.KeyValueResult.Absent;
import io.weevil.apps.kv.KeyValueResult.Done;
import io.weevil.apps.kv.KeyValueResult.Entries;
import io.weevil.apps.kv.KeyValueResult.Entry;
import io.weevil.apps.kv.KeyValueResult.Mismatch;
import io.weevil.apps.kv.KeyValueResult.Refused;
import io.weevil.apps.kv.KeyValueResult.Value;
import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyValueStoreTest {

  private static final OperationContext CONTEXT =
      new OperationContext(
          new ClientId(Digests.of(Bytes.EMPTY), 1), 1, 0, new Slot(1), Timestamp.ZERO);

  private final KeyValueStore store = new KeyValueStore();

  @Test
  void whatIsPutIsGotAndWhatIsRemovedIsAbsent() {
    assertThat(apply(new Get("k"))).isEqualTo(new Absent());
    assertThat(apply(new Put("k", text("v")))).isEqualTo(new Done());
    assertThat(apply(new Get("k"))).isEqualTo(new Value(text("v")));
    assertThat(apply(new Remove("k"))).isEqualTo(new Done());
    assertThat(apply(new Get("k"))).isEqualTo(new Absent());
    assertThat(apply(new Remove("k"))).isEqualTo(new Absent());
  }

  @Test
  void compareAndSetPutsOnlyOverWhatIsExpected() {
    assertThat(apply(new CompareAndSet("k", text("old"), text("v")))).isEqualTo(new Mismatch(null));
    assertThat(apply(new CompareAndSet("k", null, text("v")))).isEqualTo(new Done());
    assertThat(apply(new CompareAndSet("k", null, text("w")))).isEqualTo(new Mismatch(text("v")));
    assertThat(apply(new CompareAndSet("k", text("v"), text("w")))).isEqualTo(new Done());
    assertThat(apply(new Get("k"))).isEqualTo(new Value(text("w")));
  }

  @Test
  void aScanIsInOrderWithinItsRangeAndSaysWhereToGoOn() {
    apply(
        new PutAll(
            new TreeMap<>(Map.of("c", text("3"), "a", text("1"), "b", text("2"), "d", text("4")))));
    Entry b = new Entry("b", text("2"));
    Entry c = new Entry("c", text("3"));
    assertThat(apply(new Scan("aa", "d", 10))).isEqualTo(new Entries(List.of(b, c), null));
    assertThat(apply(new Scan("b", null, 2))).isEqualTo(new Entries(List.of(b, c), "d"));
    assertThat(apply(new Scan("b", "c", 2))).isEqualTo(new Entries(List.of(b), null));
  }

  @Test
  void aScanStopsBeforeItsAnswerIsTooLargeForAReplyButReturnsAtLeastOneEntry() {
    Bytes large = Bytes.wrap(new byte[KeyValueLimits.MAX_VALUE_BYTES]);
    apply(new Put("a", large));
    apply(new Put("b", large));
    apply(new Put("c", large));
    assertThat(apply(new Scan("a", null, 10)))
        .isEqualTo(new Entries(List.of(new Entry("a", large)), "b"));
  }

  @Test
  void anUpdateSetsSomeFieldsAndLeavesTheOthers() {
    apply(
        new Put("k", RecordFields.toValue(new TreeMap<>(Map.of("x", text("1"), "y", text("2"))))));
    assertThat(apply(new Update("k", new TreeMap<>(Map.of("y", text("3"), "z", text("4"))))))
        .isEqualTo(new Done());
    Bytes record = ((Value) apply(new Get("k"))).value();
    assertThat(RecordFields.ofValue(record))
        .isEqualTo(Map.of("x", text("1"), "y", text("3"), "z", text("4")));
  }

  @Test
  void anUpdateThatCannotBeMadeChangesNothing() {
    Update update = new Update("k", new TreeMap<>(Map.of("y", text("3"))));
    assertThat(apply(update)).isEqualTo(new Absent());
    apply(new Put("k", text("no record")));
    assertThat(apply(update)).isInstanceOf(Refused.class);
    assertThat(apply(new Get("k"))).isEqualTo(new Value(text("no record")));
  }

  @Test
  void anUpdateMayNotGrowARecordBeyondTheLimit() {
    Bytes half = Bytes.wrap(new byte[KeyValueLimits.MAX_VALUE_BYTES / 2 + 1]);
    apply(new Put("k", RecordFields.toValue(new TreeMap<>(Map.of("x", half)))));
    assertThat(apply(new Update("k", new TreeMap<>(Map.of("y", half)))))
        .isInstanceOf(Refused.class);
  }

  @Property(tries = 300)
  void theStoreAnswersLikeASortedMap(@ForAll("scripts") List<KeyValueOperation> script) {
    store.restore(new KeyValueStore().snapshot());
    TreeMap<String, Bytes> model = new TreeMap<>();
    for (KeyValueOperation operation : script) {
      assertThat(apply(operation)).isEqualTo(SortedMapModel.apply(model, operation));
    }
    assertThat(bytesOf(store.snapshot())).isEqualTo(bytesOf(storeWith(model).snapshot()));
  }

  @Property(tries = 100)
  void readingChangesNothingAndAnswersLikeApplying(
      @ForAll("scripts") List<KeyValueOperation> script) {
    for (KeyValueOperation operation : script) {
      Bytes before = bytesOf(store.snapshot());
      if (operation.isRead()) {
        assertThat(store.read(operation)).isEqualTo(apply(operation));
      } else {
        assertThatThrownBy(() -> store.read(operation))
            .isInstanceOf(UnsupportedOperationException.class);
        assertThat(bytesOf(store.snapshot())).isEqualTo(before);
        apply(operation);
      }
    }
  }

  @Test
  void aSnapshotOfManyEntriesCostsNothingAndStaysAsItWas() throws Exception {
    putMany(IntStream.range(0, 100_000).boxed().toList());
    Bytes before = bytesOf(store.snapshot());
    long allocated = allocatedBytes();
    Snapshot snapshot = store.snapshot();
    assertThat(allocatedBytes() - allocated).isLessThan(10_000);
    putMany(IntStream.range(50_000, 150_000).boxed().toList());
    apply(new Remove("key7"));
    assertThat(bytesOf(snapshot)).isEqualTo(before);
    assertThat(bytesOf(store.snapshot())).isNotEqualTo(before);
  }

  @Test
  void snapshotBytesDoNotDependOnTheOrderOfInsertion() {
    List<Integer> numbers = new java.util.ArrayList<>(IntStream.range(0, 5_000).boxed().toList());
    putMany(numbers);
    Bytes inOrder = bytesOf(store.snapshot());
    store.restore(new KeyValueStore().snapshot());
    Collections.shuffle(numbers, new Random(1));
    putMany(numbers);
    apply(new Put("gone", text("soon")));
    apply(new Remove("gone"));
    assertThat(bytesOf(store.snapshot())).isEqualTo(inOrder);
  }

  @Test
  void aStoreGoesBackToItsOwnSnapshot() {
    apply(new Put("k", text("v")));
    Snapshot snapshot = store.snapshot();
    apply(new Put("k", text("w")));
    store.restore(snapshot);
    assertThat(apply(new Get("k"))).isEqualTo(new Value(text("v")));
  }

  @Test
  @Rule("R-STATE")
  void aStoreReadsTheBytesOfAnother() throws IOException {
    apply(new PutAll(new TreeMap<>(Map.of("a", text("1"), "b", text("2")))));
    Bytes bytes = bytesOf(store.snapshot());
    KeyValueStore other = new KeyValueStore();
    Snapshot read = other.readSnapshot(new ByteArrayInputStream(bytes.unsafeArray()));
    assertThat(bytesOf(read)).isEqualTo(bytes);
    assertThat(other.read(new Get("a"))).as("reading changes nothing").isEqualTo(new Absent());
    other.restore(read);
    assertThat(bytesOf(other.snapshot())).isEqualTo(bytes);
    assertThatThrownBy(() -> other.readSnapshot(new ByteArrayInputStream(new byte[] {1, 2, 3})))
        .isInstanceOf(Exception.class);
  }

  @Provide
  Arbitrary<List<KeyValueOperation>> scripts() {
    return KeyValueArbitraries.operations().list().ofMaxSize(60);
  }

  private KeyValueResult apply(KeyValueOperation operation) {
    return store.apply(CONTEXT, operation);
  }

  private void putMany(List<Integer> numbers) {
    numbers.forEach(i -> apply(new Put("key" + i, text("value" + i))));
  }

  private static KeyValueStore storeWith(TreeMap<String, Bytes> content) {
    KeyValueStore fresh = new KeyValueStore();
    content.forEach((key, value) -> fresh.apply(CONTEXT, new Put(key, value)));
    return fresh;
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static Bytes text(String text) {
    return Bytes.utf8(text);
  }

  private static Bytes bytesOf(Snapshot snapshot) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      snapshot.writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Bytes.wrap(out.toByteArray());
  }
}
