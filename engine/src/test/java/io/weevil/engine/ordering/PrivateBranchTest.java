package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.execution.ExecutionCore;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.Rollback;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.ToExecutor;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.engine.state.MerkleTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replica 2 of four is kept in view 0 by its primary, which lies to it alone, while the others have
 * gone on in view 1. It knows what these have proven, far ahead, and so accepts more than a window
 * of what the primary made up; then NEW-VIEW comes, of long ago. K = 4, window 8.
 */
@Rule({"R-INSTALL", "R-ACCEPT-2"})
class PrivateBranchTest {

  private static final int FAR = 64;

  private final TestGroup group = BackupHarness.group();
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Executor executor = new Executor(group);
  private Orders viewOne;

  @BeforeEach
  void sixSlotsAreOrdered() {
    executor.carriesOut(replica.hears(orders.next(6, alice)));
    viewOne = orders.begin(1, 6);
    viewOne.next(FAR - 6, bob);
    replica.learnsProven(viewOne, FAR);
  }

  @ParameterizedTest(name = "to s{0}")
  @ValueSource(ints = {9, 12, 16, 20, 24, 32, 40, 60})
  @DisplayName("however far it was led, it goes back, and has the state of the others")
  void goesBack(int last) {
    executor.carriesOut(replica.hears(orders.next(last - 6, alice)));
    executor.carriesOut(replica.changesTo(viewOne, 6));
    for (long slot = 7; slot <= FAR; slot++) {
      executor.carriesOut(replica.hears(1, viewOne.at(slot)));
    }
    Executor straight = new Executor(group);
    for (long slot = 1; slot <= FAR; slot++) {
      straight.executes(viewOne, slot);
    }
    assertThat(executor.state()).isEqualTo(straight.state());
  }

  /** An executor beside the backup. */
  private static final class Executor {

    private final ExecutionCore core;
    private SnapshotTaken last;

    Executor(TestGroup group) {
      this.core = new ExecutionCore(group.configuration(), new ReplicaId(2), new Journal());
    }

    void carriesOut(Step step) {
      for (ToExecutor told : step.tells(ToExecutor.class)) {
        if (told instanceof Execute || told instanceof Rollback) {
          on(told);
        }
      }
    }

    void executes(Orders orders, long slot) {
      var order = orders.at(slot);
      var header = order.header().header();
      on(
          new Execute(
              orders.view(),
              header.slot(),
              header.history(),
              order.batch(),
              Grade.SPECULATIVE,
              null,
              order.header()));
    }

    private void on(ToExecutor told) {
      new Step(core.on(told, TestGroup.NOW))
          .tells(SnapshotTaken.class)
          .forEach(taken -> last = taken);
    }

    List<Object> state() {
      return List.of(last.slot(), last.history(), MerkleTree.of(last.state()).root());
    }
  }

  /** Its state is all that was ever said to it. */
  private static final class Journal implements StateMachine<Bytes, Bytes> {

    private String said = "";

    @Override
    public Bytes apply(OperationContext context, Bytes operation) {
      said += operation.toHex() + ' ';
      return operation;
    }

    @Override
    public Bytes read(Bytes operation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot snapshot() {
      return new Said(said);
    }

    @Override
    public void restore(Snapshot snapshot) {
      said = ((Said) snapshot).text();
    }

    @Override
    public Snapshot readSnapshot(InputStream in) throws IOException {
      return new Said(Bytes.wrap(in.readAllBytes()).toUtf8());
    }

    private record Said(String text) implements Snapshot {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(Bytes.utf8(text).toArray());
      }
    }
  }
}
