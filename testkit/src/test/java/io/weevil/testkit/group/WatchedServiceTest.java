package io.weevil.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import io.weevil.testkit.tally.Tally.Operation.Get;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Copies of a service are held to one behaviour, as long as they were told the same. */
class WatchedServiceTest {

  private static final Tally.Codec CODEC = new Tally.Codec();

  private final StateComparison comparison = new StateComparison();
  private final WatchedService<Operation, Long> one = watch("r1", new Tally());
  private final WatchedService<Operation, Long> other = watch("r2", new Tally());

  private WatchedService<Operation, Long> watch(String replica, Tally service) {
    return new WatchedService<>(replica, service, CODEC, comparison);
  }

  private static void apply(WatchedService<Operation, Long> to, long number, Operation operation) {
    ClientId client = new ClientId(Digests.of(Bytes.EMPTY), 1);
    to.apply(
        new OperationContext(client, number, 0, new Slot(number), new Timestamp(number)),
        CODEC.encodeOperation(operation));
  }

  /** Does what it should not when it adds to "odd". */
  private static final class Odd extends Tally {
    private final boolean inState;
    private boolean readOnce;

    Odd(boolean inState) {
      this.inState = inState;
    }

    @Override
    public Long apply(OperationContext context, Operation operation) {
      boolean odd = operation.name().equals("odd");
      Add more = new Add(operation.name(), 7);
      return odd && !inState
          ? super.apply(context, operation) + 7
          : super.apply(context, odd ? more : operation);
    }

    @Override
    public Long read(Operation operation) {
      if (!readOnce) {
        readOnce = true;
        super.apply(null, new Add("reads", 1));
      }
      return super.read(operation);
    }
  }

  @Test
  void equalsAreNotComplainedOf() {
    apply(one, 1, new Add("x", 1));
    apply(other, 1, new Add("x", 1));
    assertThatThrownBy(() -> apply(one, 2, new Add("x", 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> apply(other, 2, new Add("x", 0)))
        .isInstanceOf(IllegalArgumentException.class);
    one.read(CODEC.encodeOperation(new Get("x")));
    assertThat(comparison.findings()).isEmpty();
  }

  @Test
  void othersMayDoOtherThingsAfterOtherOperations() {
    WatchedService<Operation, Long> odd = watch("r3", new Odd(true));
    apply(one, 1, new Add("odd", 1));
    apply(odd, 2, new Add("odd", 1));
    assertThat(comparison.findings()).isEmpty();
  }

  @Test
  void anotherStateIsFound() {
    WatchedService<Operation, Long> odd = watch("r3", new Odd(true));
    for (var each : List.of(one, odd)) {
      apply(each, 1, new Add("x", 1));
      apply(each, 2, new Add("odd", 1));
    }
    assertThat(comparison.findings())
        .singleElement()
        .asString()
        .contains("Add[name=odd, amount=1]", "the state is", "at r1", "at r3");
  }

  @Test
  void anotherResultIsFound() {
    WatchedService<Operation, Long> odd = watch("r3", new Odd(false));
    apply(one, 1, new Add("odd", 1));
    apply(odd, 1, new Add("odd", 1));
    assertThat(comparison.findings())
        .singleElement()
        .asString()
        .contains("results in 31 at r1 and 38 at r3"); // "1" and "8"
  }

  @Test
  void aReadThatChangesTheStateIsFound() {
    watch("r3", new Odd(false)).read(CODEC.encodeOperation(new Get("x")));
    assertThat(comparison.findings())
        .containsExactly("reading Get[name=x] has changed the state at r3");
  }

  @Test
  void afterARollbackItIsComparedWithThoseWhoNeverWentThere() {
    WatchedService<Operation, Long> odd = watch("r3", new Odd(true));
    apply(one, 1, new Add("x", 1));
    apply(odd, 1, new Add("x", 1));
    Snapshot snapshot = odd.snapshot();
    apply(odd, 2, new Add("x", 50));
    odd.restore(snapshot);
    apply(one, 3, new Add("x", 1));
    apply(odd, 3, new Add("x", 1));
    assertThat(comparison.findings()).isEmpty();
    apply(one, 4, new Add("odd", 1));
    apply(odd, 4, new Add("odd", 1));
    assertThat(comparison.findings()).hasSize(1);
  }

  @Test
  void afterAStateTransferItIsComparedOn() throws IOException {
    WatchedService<Operation, Long> odd = watch("r3", new Odd(true));
    apply(one, 1, new Add("x", 1));
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    one.snapshot().writeTo(state);
    odd.restore(odd.readSnapshot(new ByteArrayInputStream(state.toByteArray())));
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    odd.snapshot().writeTo(again);
    assertThat(again.toByteArray()).isEqualTo(state.toByteArray());
    apply(one, 2, new Add("odd", 1));
    apply(odd, 2, new Add("odd", 1));
    assertThat(comparison.findings()).hasSize(1);
  }
}
