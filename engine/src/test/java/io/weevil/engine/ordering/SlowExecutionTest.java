package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replica 2 of four executes more slowly than the group; K = 4, window 8. */
@Rule("R-ACCEPT-2")
@DisplayName("a replica that executes slowly")
class SlowExecutionTest {

  private static final int BOUND = Limits.EXECUTION_WINDOWS * BackupHarness.LIMITS.window();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller carol = new Caller(group.client("carol"));
  private final Caller bob = new Caller(group.client("bob"));
  private final List<Execute> dispatched = new ArrayList<>();

  /** The group goes on as if nothing were, and proves one checkpoint after the other. */
  @BeforeEach
  void theGroupGoesOn() {
    replica.stallsExecution();
    for (int i = 0; i < 10; i++) {
      theGroupGoesOnByFour();
    }
  }

  private void theGroupGoesOnByFour() {
    for (OrderReq order : orders.next(4, alice)) {
      dispatched.addAll(replica.hears(0, order).tells(Execute.class));
    }
    replica.learnsProven(orders, orders.last().number());
  }

  private Step executes(long slot) {
    return replica.on(new RoleMessage.Executed(new Slot(slot)));
  }

  @Test
  @DisplayName("accepts no more than some windows beyond what it has executed")
  void isHeldBack() {
    assertThat(replica.accepted()).isEqualTo(BOUND);
    assertThat(dispatched).as("and its executor waits for no more").hasSize(BOUND);
  }

  @Test
  @DisplayName("accepts as much more as it executes")
  void goesOn() {
    executes(3);
    replica.hears(orders.at(BOUND + 1), orders.at(BOUND + 2));
    replica.hears(orders.at(BOUND + 3), orders.at(BOUND + 4));
    assertThat(replica.accepted()).isEqualTo(BOUND + 3);
  }

  @Test
  @Rule({"R-SUSPECT", "R-HOLE"})
  @DisplayName("asks for nothing that it could not accept, and blames nobody for it")
  void asksForNothing() {
    for (int i = 1; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
      Step step = replica.fires(new TimerKey.Hole());
      assertThat(step.sentToPeers()).isEmpty();
      assertThat(step.suspicions()).isEmpty();
    }
    assertThat(executes(3).sends(0, FillHole.class))
        .as("as soon as there is room")
        .containsExactly(new FillHole(View.ZERO, new Slot(BOUND + 1), new Slot(40)));
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("suspects nobody because a request waits that it could not accept")
  void aRequest() {
    replica.isAsked(bob.next());
    TimerKey timer = new TimerKey.RequestPending(new OperationId(bob.id(), 1));
    replica.passes(replica.remaining(timer));
    assertThat(replica.fires(timer).suspicions()).isEmpty();
    executes(3);
    replica.passes(replica.remaining(timer));
    assertThat(replica.fires(timer).suspicions()).as("now it could").hasSize(1);
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("suspects nobody because a slot is not committed here that the group has proven")
  void aSlotThatTheGroupHasCommitted() {
    BackupHarness other = new BackupHarness(group, 2);
    other.hears(orders.at(1), orders.at(2), orders.at(3), orders.at(4));
    TimerKey timer = new TimerKey.VoteExchange(new Slot(4));
    other.learnsProven(orders, 8);
    other.passes(other.remaining(timer));
    assertThat(other.fires(timer).suspicions()).isEmpty();
  }

  @Test
  @Rule("R-AGREE")
  @DisplayName(
      "what waits for a commit does not wait for the executor: it goes on to the checkpoint")
  void agreedSlots() {
    BackupHarness away = new BackupHarness(group, 3);
    Orders agreed = new Orders(group);
    int far = 3 * BOUND;
    for (int i = 0; i < far; i++) {
      agreed.agreed(carol.next());
    }
    away.learnsProven(agreed, far);
    for (int slot = 1; slot < far; slot++) {
      assertThat(away.hears(0, agreed.at(slot)).tells(Execute.class)).isEmpty();
    }
    assertThat(away.hears(0, agreed.at(far)).tells(Execute.class)).hasSize(far);
    assertThat(away.accepted()).isEqualTo(far);
  }

  @Test
  @Rule("R-AGREE")
  @DisplayName("what is committed at once is handed over piece by piece, as it is executed")
  void pieceByPiece() {
    BackupHarness away = new BackupHarness(group, 3);
    away.stallsExecution();
    Orders agreed = new Orders(group);
    int far = 2 * BOUND;
    for (int i = 0; i < far; i++) {
      agreed.agreed(carol.next());
    }
    away.learnsProven(agreed, far);
    List<Execute> told = new ArrayList<>();
    for (int slot = 1; slot <= far; slot++) {
      told.addAll(away.hears(0, agreed.at(slot)).tells(Execute.class));
    }
    assertThat(told).hasSize(BOUND);
    Step step = away.on(new RoleMessage.Executed(new Slot(3)));
    assertThat(step.tells(Execute.class))
        .extracting(e -> e.slot().number())
        .containsExactly(BOUND + 1L, BOUND + 2L, BOUND + 3L);
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("a state that was its own before it went back is stable once it is so again")
  void aStableSlotThatIsExecutedOnceMore() {
    BackupHarness away = new BackupHarness(group, 3);
    away.stallsExecution();
    Orders agreed = new Orders(group);
    int far = 2 * BOUND;
    for (int i = 0; i < far; i++) {
      agreed.agreed(carol.next());
    }
    away.learnsProven(agreed, far);
    for (int slot = 1; slot <= far; slot++) {
      away.hears(0, agreed.at(slot));
    }
    away.stabilizes(agreed, far);
    assertThat(away.stable()).as("what it needs once more is not dropped").isZero();
    Step step = away.on(new RoleMessage.Executed(new Slot(BOUND)));
    assertThat(step.tells(Execute.class)).hasSize(BOUND);
    assertThat(away.stable()).isEqualTo(far);
  }

  @Test
  @Rule({"R-STATUS", "R-INSTALL"})
  @DisplayName("what it executed of a branch that lost does not count as executed of the next one")
  void whatLostIsNotExecuted() {
    BackupHarness other = new BackupHarness(group, 3);
    other.stallsExecution();
    Orders lost = new Orders(group);
    other.hears(lost.next(4, bob));
    Orders next = lost.begin(1, 0);
    other.changesTo(next, 0);
    for (int slot = 1; slot <= 4; slot++) {
      other.hears(1, next.agreed(carol.next()));
    }
    other.on(new RoleMessage.Executed(new Slot(4))); // before it was told to go back
    assertThat(other.fires(new TimerKey.StatusPeriod()).broadcasts(PeerMessage.Status.class))
        .extracting(status -> status.executed().number())
        .containsExactly(0L);
  }

  @Test
  @Rule({"R-HOLE", "R-STATE"})
  @DisplayName("that is left behind by it fetches the state")
  void isLeftBehind() {
    executes(BOUND);
    replica.hearsPrepares(orders, BOUND + 4, 0, 1, 3);
    TimerKey timer = new TimerKey.Hole();
    List<RoleMessage.NeedState> needed = new ArrayList<>();
    List<Suspicion> suspicions = new ArrayList<>();
    for (int i = 0; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
      replica.passes(replica.remaining(timer));
      Step step = replica.fires(timer);
      needed.addAll(step.tells(RoleMessage.NeedState.class));
      suspicions.addAll(step.suspicions());
    }
    assertThat(needed).containsExactly(new RoleMessage.NeedState(new Slot(40)));
    assertThat(suspicions).isEmpty();
  }
}
