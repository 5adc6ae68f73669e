package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R-HOLE and R-STATUS, as replica 1 of four carries them out. */
class HoleRulesTest {

  private static final TimerKey HOLE = new TimerKey.Hole();
  private static final TimerKey STATUS = new TimerKey.StatusPeriod();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private static FillHole hole(long from, long to) {
    return new FillHole(View.ZERO, new Slot(from), new Slot(to));
  }

  private static Status status(long stable, long accepted, long committed) {
    return new Status(
        View.ZERO,
        View.ZERO,
        new Slot(stable),
        new Slot(accepted),
        new Slot(committed),
        new Slot(committed));
  }

  @Test
  @Rule({"R-LATE", "R-SUSPECT"})
  @DisplayName(
      "a header that its primary has not signed goes no further, and is a reason to suspect")
  void aForgedHeaderIsPassedOnToNobody() {
    replica.hears(orders.next(3, alice));
    replica.isForged(orders.at(2).header());
    Step step = replica.hears(3, hole(1, 3));
    assertThat(step.sends(3, OrderReq.class)).containsExactly(orders.at(1), orders.at(3));
    assertThat(step.suspicions())
        .containsExactly(
            new Suspicion.PrimaryFaulty("it has not signed its header of " + new Slot(2)));
    assertThat(replica.hears(2, hole(1, 3)).suspicions()).as("said once").isEmpty();
  }

  @Test
  @Rule({"R-LATE", "R-EVIDENCE"})
  @DisplayName("nor is it shown as a proof, which it is not")
  void aForgedHeaderProvesNothing() {
    replica.hears(orders.next(1, alice));
    OrderReq other = new Orders(group).next(bob.next());
    replica.isForged(other.header());
    Step step = replica.hears(0, other);
    assertThat(step.broadcasts(Misbehavior.class)).isEmpty();
    assertThat(step.suspicions()).hasSize(1);
  }

  @Nested
  @Rule("R-HOLE")
  @DisplayName("\"A gap [...]: ask the primary, then (timer) everyone, with bounded retries\"")
  class Lacking {

    @BeforeEach
    void slotsOneToFiveExist() {
      orders.next(5, alice);
    }

    @Test
    void asksThePrimaryThenEveryone() {
      Step first = replica.hears(0, orders.at(5));
      assertThat(first.sends(0, FillHole.class)).containsExactly(hole(1, 5));
      assertThat(first.broadcasts(FillHole.class)).isEmpty();
      Step then = replica.fires(HOLE);
      assertThat(then.broadcasts(FillHole.class)).containsExactly(hole(1, 5));
      assertThat(then.suspicions()).isEmpty();
    }

    @Test
    @Rule("R-SUSPECT")
    @DisplayName("\"a hole is not filled in time\": after the last retry, not before")
    void suspectsAfterTheLastRetry() {
      replica.hears(0, orders.at(5));
      for (int i = 1; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
        assertThat(replica.fires(HOLE).suspicions()).isEmpty();
      }
      assertThat(replica.fires(HOLE).suspicions())
          .containsExactly(new Suspicion.HoleNotFilled(new Slot(1)));
      assertThat(replica.waitsFor(HOLE)).as("it goes on asking").isTrue();
    }

    @Test
    @DisplayName("filled by whomever, it ends")
    void filledItEnds() {
      replica.hears(0, orders.at(5));
      replica.fires(HOLE);
      for (int slot = 1; slot <= 4; slot++) {
        replica.hears(3, orders.at(slot));
      }
      assertThat(replica.accepted()).isEqualTo(5);
      assertThat(replica.waitsFor(HOLE)).isFalse();
    }

    @Test
    @DisplayName("with every slot that comes, the retries are counted anew")
    void progressBeginsAnew() {
      replica.hears(0, orders.at(5));
      for (int slot = 1; slot <= 4; slot++) {
        for (int i = 1; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
          assertThat(replica.fires(HOLE).suspicions()).isEmpty();
        }
        replica.hears(3, orders.at(slot));
      }
      assertThat(replica.accepted()).isEqualTo(5);
    }

    @Test
    @DisplayName("a self-made slot of a lying peer fills nothing, and the true one still does")
    void aSelfMadeSlotFillsNothing() {
      replica.hears(orders.at(1), orders.at(2), orders.at(3), orders.at(5));
      replica.hears(2, orders.swapped(4, bob.next()));
      assertThat(replica.accepted()).isEqualTo(3);
      replica.hears(3, orders.at(4));
      assertThat(replica.accepted()).isEqualTo(5);
    }

    @Test
    @DisplayName("a batch that nobody asked for by digest is not taken: it would bypass R-ACCEPT-4")
    void aFetchedBatchIsNotTaken() {
      replica.hears(0, orders.at(2));
      Step step = replica.hears(2, new Fetched(orders.at(1).batch()));
      assertThat(step.ignored()).hasSize(1);
      assertThat(replica.accepted()).isZero();
      assertThat(replica.hears(2, new Fetch(orders.at(1).batch().digest())).ignored()).hasSize(1);
    }
  }

  @Nested
  @Rule({"R-HOLE", "R-SUSPECT"})
  @DisplayName("a single liar that names a slot that does not exist makes nobody suspect")
  class Liar {

    @BeforeEach
    void slotsOneToEightExist() {
      orders.next(8, alice);
    }

    @Test
    void aPreparedSlot() {
      assertThat(replica.hearsPrepares(orders, 8, 3).sentToPeers()).isEmpty();
      replica.fires(STATUS);
      Step step = replica.fires(STATUS);
      assertThat(step.broadcasts(FillHole.class)).containsExactly(hole(1, 8));
      assertThat(replica.waitsFor(HOLE)).isFalse();
    }

    @Test
    void aCommittedSlot() {
      replica.hearsCommits(orders, 8, 3);
      assertThat(replica.waitsFor(HOLE)).isFalse();
    }

    @Test
    void aSlotInItsStatus() {
      for (int i = 0; i < 4; i++) {
        replica.hears(3, status(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
        replica.fires(STATUS);
      }
      assertThat(replica.waitsFor(HOLE)).isFalse();
    }

    @Test
    @DisplayName("named again and again, it is asked for once")
    void isAskedForOnce() {
      for (int slot = 2; slot <= 8; slot++) {
        assertThat(replica.hearsPrepares(orders, slot, 3).sentToPeers()).isEmpty();
        assertThat(replica.hearsCommits(orders, slot, 3).sentToPeers()).isEmpty();
      }
      int asked = 0;
      for (int period = 0; period < 5; period++) {
        asked += replica.fires(STATUS).broadcasts(FillHole.class).size();
      }
      assertThat(asked).isEqualTo(1);
    }

    @Test
    @DisplayName("votes that overtake their ORDER-REQ ask for nothing: it is on its way")
    void votesThatOvertakeAskForNothing() {
      assertThat(replica.hearsPrepares(orders, 1, 2, 3).sentToPeers()).isEmpty();
      replica.hears(orders.at(1));
      assertThat(replica.waitsFor(HOLE)).isFalse();
    }

    @Test
    @DisplayName("named by `weak` replicas it exists, and must come")
    void namedByWeakItMustCome() {
      replica.hearsPrepares(orders, 8, 3);
      replica.hearsPrepares(orders, 8, 2);
      assertThat(replica.waitsFor(HOLE)).isTrue();
    }

    @Test
    @DisplayName("claimed by `weak` replicas for a whole status period, it must come")
    void claimedByWeakItMustCome() {
      replica.hears(2, status(0, 3, 0));
      replica.hears(3, status(0, 8, 0));
      replica.fires(STATUS);
      assertThat(replica.waitsFor(HOLE)).isFalse();
      Step step = replica.fires(STATUS);
      assertThat(step.sends(0, FillHole.class)).containsExactly(hole(1, 3));
      assertThat(replica.waitsFor(HOLE)).isTrue();
    }
  }

  @Nested
  @Rule("R-HOLE")
  @DisplayName("the group has gone on without this replica")
  class Behind {

    @Test
    @DisplayName(
        "a proven checkpoint names slots that must come; if they do not, no primary is to blame")
    void aProvenCheckpoint() {
      orders.next(8, alice);
      Step step = replica.learnsProven(orders, 8);
      assertThat(step.sends(0, FillHole.class)).containsExactly(hole(1, 8));
      Step last = step;
      for (int i = 0; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
        last = replica.fires(HOLE);
        assertThat(last.suspicions()).isEmpty();
      }
      assertThat(last.events(Event.LeftBehind.class))
          .containsExactly(new Event.LeftBehind(Slot.ZERO, new Slot(8)));
    }

    @Test
    @Rule("R-ACCEPT-4")
    @DisplayName(
        "while the next slot waits for a commit, the later ones that vouch for it are asked for")
    void asksForWhatVouches() {
      orders.next(8, alice);
      replica.hearsFaulty(0, orders.at(1), false);
      replica.learnsProven(orders, 8);
      assertThat(replica.fires(HOLE).broadcasts(FillHole.class)).containsExactly(hole(2, 8));
      for (int slot = 2; slot <= 8; slot++) {
        replica.hears(3, orders.at(slot));
      }
      assertThat(replica.accepted()).isEqualTo(8);
    }

    @Test
    @DisplayName("a long way is asked for piece by piece, the next one as soon as one has come")
    void pieceByPiece() {
      for (int i = 0; i < 80; i++) {
        orders.next();
      }
      Step step = replica.learnsProven(orders, 80);
      assertThat(step.sends(0, FillHole.class)).containsExactly(hole(1, 32));
      for (int slot = 1; slot < 32; slot++) {
        assertThat(replica.hears(2, orders.at(slot)).sends(0, FillHole.class)).isEmpty();
      }
      assertThat(replica.hears(2, orders.at(32)).sends(0, FillHole.class))
          .containsExactly(hole(33, 64));
    }
  }

  @Nested
  @Rule("R-HOLE")
  @DisplayName("answers to FILL-HOLE")
  class Answers {

    @BeforeEach
    void slotsOneToFiveAreAccepted() {
      replica.hears(orders.next(5, alice));
    }

    @Test
    void theOrderReqsAsTheirPrimarySignedThem() {
      Step step = replica.hears(3, hole(2, 3));
      assertThat(step.sends(3, OrderReq.class)).containsExactly(orders.at(2), orders.at(3));
    }

    @Test
    @DisplayName("as far as they are known; to the end of all slots without harm")
    void asFarAsKnown() {
      assertThat(replica.hears(3, hole(4, Long.MAX_VALUE)).sends(3, OrderReq.class)).hasSize(2);
      assertThat(replica.hears(3, hole(Long.MAX_VALUE, Long.MAX_VALUE)).sentToPeers()).isEmpty();
      assertThat(replica.hears(3, hole(0, 1)).sends(3, OrderReq.class)).hasSize(1);
    }

    @Test
    @DisplayName("below the stable checkpoint as well, for one that was away")
    void fromTheArchive() {
      replica.stabilizes(orders, 4);
      Step step = replica.hears(3, hole(1, 5));
      assertThat(step.sends(3, OrderReq.class))
          .containsExactly(orders.at(1), orders.at(2), orders.at(3), orders.at(4), orders.at(5));
    }

    @Test
    @Rule("R-CHECKPOINT")
    @DisplayName("\"Then drop log ≤ s\": beyond what the archive keeps, it is gone")
    void droppedBeyondTheArchive() {
      ReplicaTimers d = ReplicaTimers.DEFAULT;
      BackupHarness forgetful =
          new BackupHarness(
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
                  0,
                  0));
      for (int slot = 1; slot <= 5; slot++) {
        forgetful.hears(orders.at(slot));
      }
      forgetful.stabilizes(orders, 4);
      assertThat(forgetful.hears(3, hole(1, 5)).sends(3, OrderReq.class))
          .containsExactly(orders.at(5));
    }

    @Test
    @DisplayName("no more than so many bytes a period: a FILL-HOLE is small and its answer large")
    void boundedByBytes() {
      long size = orders.at(1).batch().encoded().size();
      long askings = PeerService.MAX_SENT_BYTES / size + 10;
      long sent = 0;
      for (long i = 0; i < askings / 5; i++) {
        sent += replica.hears(3, hole(1, 5)).sends(3, OrderReq.class).size() * size;
      }
      assertThat(replica.hears(3, hole(1, 5)).sentToPeers()).isEmpty();
      assertThat(sent).isLessThanOrEqualTo(PeerService.MAX_SENT_BYTES);
      assertThat(replica.hears(2, hole(1, 1)).sentToPeers()).as("another peer").hasSize(1);
      replica.fires(STATUS);
      assertThat(replica.hears(3, hole(1, 5)).sentToPeers()).as("the next period").hasSize(5);
    }
  }

  @Nested
  @Rule("R-STATUS")
  class Statuses {

    @Test
    @DisplayName(
        "\"Every replica sends STATUS [...] on a slow timer while anything is unfinished\"")
    void whileAnythingIsUnfinished() {
      assertThat(replica.fires(STATUS).broadcasts(Status.class)).as("idle").isEmpty();
      replica.hears(orders.next(alice.next()));
      assertThat(replica.fires(STATUS).broadcasts(Status.class))
          .containsExactly(
              new Status(View.ZERO, View.ZERO, Slot.ZERO, new Slot(1), Slot.ZERO, new Slot(1)));
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(replica.fires(STATUS).broadcasts(Status.class)).isEmpty();
      replica.isAsked(bob.next());
      assertThat(replica.fires(STATUS).broadcasts(Status.class)).as("a held request").hasSize(1);
    }

    @Test
    @DisplayName("while a later slot waits for an earlier one")
    void whileThereIsAHole() {
      orders.next(2, alice);
      replica.hears(0, orders.at(2));
      assertThat(replica.fires(STATUS).broadcasts(Status.class)).hasSize(1);
    }

    @Test
    @DisplayName("\"a peer that is ahead sends what is missing\": ORDER-REQs, to one that is stuck")
    void sendsOrderReqs() {
      replica.hears(orders.next(3, alice));
      assertThat(replica.hears(3, status(0, 1, 0)).sends(3, OrderReq.class))
          .as("on their way perhaps")
          .isEmpty();
      assertThat(replica.hears(3, status(0, 1, 0)).sends(3, OrderReq.class))
          .containsExactly(orders.at(2), orders.at(3));
    }

    @Test
    @DisplayName(
        "\"each kind of its OWN latest signed messages included: [...] PREPAREs, COMMITs\"")
    void sendsItsOwnVotes() {
      replica.hears(orders.agreed(alice.next()), orders.agreed(alice.next()));
      replica.hearsPrepares(orders, 2, 0, 2);
      Step step = replica.hears(3, status(0, 2, 0));
      assertThat(step.sends(3, Prepare.class)).containsExactly(orders.prepare(1, 2));
      assertThat(step.sends(3, Commit.class)).containsExactly(orders.commit(2));
      assertThat(replica.hears(3, status(0, 1, 0)).sends(3, Prepare.class))
          .as("to one that knows slot 1 only")
          .containsExactly(orders.prepare(1, 1));
      assertThat(replica.hears(3, status(0, 2, 2)).sentToPeers()).as("lacks nothing").isEmpty();
    }

    @Test
    @DisplayName("a COMMIT is resent also when it has become stable here")
    void resendsItsLastCommitAfterACheckpoint() {
      replica.hears(orders.next(4, alice));
      replica.hearsPrepares(orders, 4, 0, 2);
      replica.stabilizes(orders, 4);
      assertThat(replica.hears(3, status(0, 4, 0)).sends(3, Commit.class))
          .containsExactly(orders.commit(4));
    }

    @Test
    @DisplayName("a STATUS of another view is dropped")
    void ofAnotherView() {
      Status other =
          new Status(new View(1), new View(1), Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);
      assertThat(replica.hears(3, other).ignored()).containsExactly("of another view");
    }

    @Test
    @DisplayName("\"and when it starts\"")
    void whenItStarts() {
      BackupCore core =
          new BackupCore(
              group.configuration(), group.signer(1), header -> true, ReplicaTimers.DEFAULT);
      Step started =
          new Step(core.on(new io.weevil.engine.role.RoleMessage.Started(), TestGroup.NOW));
      assertThat(started.broadcasts(Status.class)).hasSize(1);
      assertThat(started.started()).containsExactly(STATUS);
    }
  }
}
