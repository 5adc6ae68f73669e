package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage.NeedState;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Replica 1 of four has missed more than a window; K = 4, window 8. */
class LeftBehindTest {

  private static final TimerKey HOLE = new TimerKey.Hole();
  private static final TimerKey STATUS = new TimerKey.StatusPeriod();
  private static final int ARCHIVED = 12;
  private static final int WINDOW = BackupHarness.LIMITS.window();

  private final TestGroup group = BackupHarness.group();
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));

  private BackupHarness keeping(int archiveSlots, long archiveBytes) {
    ReplicaTimers d = ReplicaTimers.DEFAULT;
    return new BackupHarness(
        group,
        1,
        new ReplicaTimers(
            d.requestTimer(),
            d.holeTimer(),
            d.holeAttempts(),
            d.voteExchangeTimer(),
            d.newViewTimer(),
            d.statusPeriod(),
            d.silentAfter(),
            archiveSlots,
            archiveBytes));
  }

  private static NeedState state(long slot) {
    return new NeedState(new Slot(slot));
  }

  private static FillHole hole(long from, long to) {
    return new FillHole(View.ZERO, new Slot(from), new Slot(to));
  }

  private void orderUpTo(int last) {
    while (orders.last().number() < last) {
      orders.next();
    }
  }

  @Nested
  @Rule({"R-STATE", "R-HOLE"})
  @DisplayName("a checkpoint is proven ahead")
  class Proven {

    private final BackupHarness replica = keeping(ARCHIVED, 1 << 20);

    @Test
    @DisplayName("so far that nobody keeps the next slot: the state is asked for at once")
    void outOfReach() {
      orderUpTo(16);
      Step step = replica.learnsProven(orders, 16);
      assertThat(step.tells(NeedState.class)).containsExactly(state(16));
      assertThat(step.events(Event.LeftBehind.class))
          .containsExactly(new Event.LeftBehind(Slot.ZERO, new Slot(16)));
    }

    @Test
    @DisplayName("as far as peers keep slots: these are asked for, and no state")
    void withinReach() {
      orderUpTo(12);
      Step step = replica.learnsProven(orders, 12);
      assertThat(step.sends(0, FillHole.class)).containsExactly(hole(1, 12));
      assertThat(step.tells(NeedState.class)).isEmpty();
      assertThat(replica.remaining(HOLE))
          .as("who will suspect nobody needs no patience")
          .isEqualTo(ReplicaTimers.DEFAULT.holeTimer());
      for (int slot = 1; slot <= 12; slot++) {
        assertThat(replica.hears(3, orders.at(slot)).tells(NeedState.class)).isEmpty();
      }
      assertThat(replica.accepted()).isEqualTo(12);
    }

    @Test
    @DisplayName("within the window slots may be on their way, whatever is kept")
    void withinTheWindow() {
      orderUpTo(8);
      assertThat(keeping(0, 0).learnsProven(orders, 8).tells(NeedState.class)).isEmpty();
    }

    @Test
    @DisplayName("where batches are large fewer are kept, here as elsewhere")
    void largeBatches() {
      orderUpTo(24);
      long size = orders.at(1).batch().encoded().size();
      BackupHarness other = keeping(1_000, 2 * size);
      for (int slot = 1; slot <= 4; slot++) {
        other.hears(orders.at(slot));
      }
      other.stabilizes(orders, 4);
      assertThat(other.learnsProven(orders, 12).tells(NeedState.class)).isEmpty();
      assertThat(other.learnsProven(orders, 16).tells(NeedState.class)).containsExactly(state(16));
    }

    @Test
    @DisplayName("and another, and another: it is asked for once, and said once")
    void isAskedForOnce() {
      orderUpTo(24);
      replica.learnsProven(orders, 16);
      Step step = replica.learnsProven(orders, 20);
      assertThat(step.tells(NeedState.class)).isEmpty();
      assertThat(step.events(Event.LeftBehind.class)).isEmpty();
    }

    @Test
    @DisplayName("and the state that came is too old by now: the next one is asked for at once")
    void theStateIsTooOld() {
      orderUpTo(40);
      replica.learnsProven(orders, 16);
      replica.learnsProven(orders, 40);
      assertThat(replica.restores(orders, 16).tells(NeedState.class)).containsExactly(state(40));
    }
  }

  @Nested
  @Rule({"R-ACCEPT-2", "R-STATUS", "R-HOLE"})
  @DisplayName("a header of the primary names a slot beyond the window")
  class BeyondTheWindow {

    private final BackupHarness replica = new BackupHarness(group, 1);

    private Step hearsOf(int slot) {
      orderUpTo(slot);
      return replica.hears(0, orders.at(slot));
    }

    @Test
    @DisplayName("that blames nobody, and STATUS is said until the log has come so far")
    void saysStatus() {
      assertThat(hearsOf(WINDOW + 2).ignored()).containsExactly("beyond the window");
      assertThat(replica.waitsFor(HOLE)).isFalse();
      for (int i = 0; i < 50; i++) {
        Step step = replica.fires(STATUS);
        assertThat(step.broadcasts(Status.class)).hasSize(1);
        assertThat(step.broadcasts(FillHole.class)).isEmpty();
        assertThat(step.suspicions()).isEmpty();
      }
    }

    @Test
    @DisplayName("it is asked for when a fetched state has brought it within")
    void isAskedForLater() {
      hearsOf(WINDOW + 2);
      replica.learnsProven(orders, 8);
      Step step = replica.restores(orders, 8);
      assertThat(step.sends(0, FillHole.class)).containsExactly(hole(9, WINDOW + 2));
      for (int slot = 9; slot <= WINDOW + 2; slot++) {
        replica.hears(0, orders.at(slot));
      }
      replica.hearsCommits(orders, WINDOW + 2, 0, 2, 3);
      assertThat(replica.fires(STATUS).broadcasts(Status.class)).as("all is here").isEmpty();
    }

    @Test
    @DisplayName("also when the window grows as it ever does")
    void isAskedForWhenTheWindowGrows() {
      hearsOf(WINDOW + 2);
      for (int slot = 1; slot <= 4; slot++) {
        replica.hears(0, orders.at(slot));
      }
      assertThat(replica.stabilizes(orders, 4).sends(0, FillHole.class))
          .containsExactly(hole(5, WINDOW + 2));
    }

    @Test
    @Rule("R-SUSPECT")
    @DisplayName("a primary that names one which never comes within gets nobody suspected")
    void aLie() {
      orders.next(4, alice);
      SignedHeader far = orders.header(View.ZERO, Long.MAX_VALUE / 2, group.digest());
      replica.hears(0, new OrderReq(far, orders.at(1).batch()));
      for (int slot = 1; slot <= 4; slot++) {
        replica.hears(0, orders.at(slot));
      }
      replica.stabilizes(orders, 4);
      assertThat(replica.waitsFor(HOLE)).isFalse();
      assertThat(replica.accepted()).isEqualTo(4);
    }
  }
}
