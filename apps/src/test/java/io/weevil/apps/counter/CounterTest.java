package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CounterTest {

  private static final OperationContext CONTEXT =
      new OperationContext(
          new ClientId(Digests.of(Bytes.EMPTY), 1), 1, 0, new Slot(1), Timestamp.ZERO);

  private final Counter counter = new Counter();
  private final Counter.Codec codec = new Counter.Codec();

  @Test
  void itCounts() {
    assertThat(add(5)).isEqualTo(5);
    assertThat(add(-2)).isEqualTo(3);
    assertThat(counter.apply(CONTEXT, new Counter.Operation.Get())).isEqualTo(3);
    assertThat(counter.read(new Counter.Operation.Get())).isEqualTo(3);
  }

  @Test
  void anOperationThatFailsChangesNothing() {
    add(Long.MAX_VALUE);
    assertThatThrownBy(() -> add(1)).isInstanceOf(ArithmeticException.class);
    assertThat(counter.read(new Counter.Operation.Get())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void addingIsNotARead() {
    assertThatThrownBy(() -> counter.read(new Counter.Operation.Add(1)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aSnapshotStaysAsItWasAndIsGoneBackTo() {
    add(7);
    Snapshot snapshot = counter.snapshot();
    add(1);
    counter.restore(snapshot);
    assertThat(counter.read(new Counter.Operation.Get())).isEqualTo(7);
  }

  @Test
  @Rule("R-STATE")
  void aCounterReadsTheBytesOfAnother() throws IOException {
    add(-7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    counter.snapshot().writeTo(bytes);
    Counter other = new Counter();
    other.restore(other.readSnapshot(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(other.read(new Counter.Operation.Get())).isEqualTo(-7);
  }

  @Test
  void operationsAndResultsSurviveTheWire() {
    assertThat(codec.decodeOperation(codec.encodeOperation(new Counter.Operation.Add(-9))))
        .isEqualTo(new Counter.Operation.Add(-9));
    assertThat(codec.decodeOperation(codec.encodeOperation(new Counter.Operation.Get())))
        .isEqualTo(new Counter.Operation.Get());
    assertThat(codec.decodeResult(codec.encodeResult(-9L))).isEqualTo(-9L);
  }

  @Test
  void otherBytesAreRefused() {
    for (String hex : new String[] {"", "00", "03", "01", "0100", "0201", "01000000000000000000"}) {
      assertThatThrownBy(() -> codec.decodeOperation(Bytes.ofHex(hex)))
          .isInstanceOf(MalformedOperationException.class);
    }
    assertThatThrownBy(() -> codec.decodeResult(Bytes.ofHex("00")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private long add(long amount) {
    return counter.apply(CONTEXT, new Counter.Operation.Add(amount));
  }
}
