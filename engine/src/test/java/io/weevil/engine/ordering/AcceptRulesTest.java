package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R-ACCEPT: "Accept ORDER-REQ(v, s, …) iff", condition by condition, as replica 1 sees it. */
class AcceptRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private Suspicion onlySuspicionOf(Step step) {
    assertThat(step.suspicions()).hasSize(1);
    return step.suspicions().get(0);
  }

  @Nested
  @Rule("R-ACCEPT-1")
  @DisplayName("1. v is the current view, and the header is authentically its primary's")
  class CurrentViewAndPrimary {

    @Test
    void ofTheCurrentViewFromThePrimaryItIsAccepted() {
      Step step = replica.hears(0, orders.next(alice.next()));
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(step.promises(Promise.Accepted.class)).hasSize(1);
    }

    @Test
    @DisplayName("\"or passed on by anyone with a header signature that verifies\"")
    void passedOnByAnyoneItIsAccepted() {
      replica.hears(3, orders.next(alice.next()));
      assertThat(replica.accepted()).isEqualTo(1);
    }

    @Test
    void ofAnotherViewItIsRefusedAndBlamesNobody() {
      OrderReq ofView1 =
          new OrderReq(
              orders.header(new View(1), 1, group.digest()), orders.next(alice.next()).batch());
      Step step = replica.hears(1, ofView1);
      assertThat(replica.accepted()).isZero();
      assertThat(step.ignored()).as("it waits for its view").isEmpty();
      assertThat(step.suspicions()).isEmpty();
    }

    @Test
    @DisplayName("a view that is still to come has a primary too: what it signs blames not today's")
    void aFaultyBatchOfAnotherViewBlamesNobody() {
      OrderReq next = orders.next(alice.next());
      OrderReq ofView1 =
          new OrderReq(
              group.header(
                  new View(1), new Slot(1), group.digest(), next.batch().digest(), Track.AGREED),
              next.batch());
      Step step = replica.hearsFaulty(1, ofView1, true);
      assertThat(step.suspicions()).isEmpty();
      assertThat(step.ignored()).containsExactly("of another view");
    }
  }

  @Nested
  @Rule("R-ACCEPT-2")
  @DisplayName("2. s is the next slot")
  class NextSlot {

    @Test
    @DisplayName("\"a later one within the window is kept and the hole is asked for\"")
    void aLaterOneIsKeptAndTheHoleIsAskedFor() {
      OrderReq first = orders.next(alice.next());
      OrderReq second = orders.next(alice.next());
      Step step = replica.hears(0, second);
      assertThat(replica.accepted()).isZero();
      assertThat(step.sends(0, FillHole.class))
          .containsExactly(new FillHole(View.ZERO, new Slot(1), new Slot(2)));
      assertThat(replica.waitsFor(new TimerKey.Hole())).isTrue();
      replica.hears(0, first);
      assertThat(replica.accepted()).as("the kept one follows").isEqualTo(2);
      assertThat(replica.waitsFor(new TimerKey.Hole())).isFalse();
    }

    @Test
    @DisplayName("\"an earlier one is a duplicate\"")
    void anEarlierOneIsADuplicate() {
      OrderReq first = orders.next(alice.next());
      replica.hears(first);
      Step again = replica.hears(0, first);
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(again.promises(Promise.class)).isEmpty();
      assertThat(again.tells(RoleMessage.Execute.class)).isEmpty();
    }

    @Test
    @Rule("R-CHECKPOINT")
    @DisplayName("beyond stable + window it is refused: a wait, not evidence")
    void beyondTheWindowItIsRefused() {
      for (int i = 0; i < 9; i++) {
        orders.next();
      }
      Step beyond = replica.hears(0, orders.at(9));
      assertThat(beyond.ignored()).containsExactly("beyond the window");
      for (int slot = 1; slot <= 9; slot++) {
        replica.hears(orders.at(slot));
      }
      assertThat(replica.accepted()).isEqualTo(8);
      Step moved = replica.stabilizes(orders, 4);
      assertThat(moved.suspicions()).isEmpty();
      replica.hears(orders.at(9));
      assertThat(replica.accepted()).isEqualTo(9);
    }

    @Test
    @DisplayName("a primary that skips to the last slot there is gets nowhere, and breaks nothing")
    void theLastSlotThereIs() {
      OrderReq next = orders.next(alice.next());
      OrderReq last =
          new OrderReq(orders.header(View.ZERO, Long.MAX_VALUE, group.digest()), next.batch());
      assertThat(replica.hears(0, last).ignored()).containsExactly("beyond the window");
      replica.hears(next);
      assertThat(replica.accepted()).isEqualTo(1);
    }
  }

  @Nested
  @Rule("R-ACCEPT-3")
  @DisplayName("3. the bytes hash to d, and h extends the replica's history by d")
  class BytesAndHistory {

    @Test
    @DisplayName("\"bytes that do not are fetched elsewhere: a relay can swap them\"")
    void swappedBytesAreFetchedElsewhere() {
      OrderReq first = orders.next(alice.next());
      Step step = replica.hears(2, orders.swapped(1, bob.next()));
      assertThat(replica.accepted()).isZero();
      assertThat(step.suspicions()).isEmpty();
      assertThat(step.sends(0, FillHole.class)).hasSize(1);
      replica.hears(0, first);
      assertThat(replica.accepted()).isEqualTo(1);
    }

    @Test
    @DisplayName(
        "swapped bytes prove nothing, whatever is in them: a relay must not frame a primary")
    void swappedBytesProveNothing() {
      OrderReq first = orders.next(alice.next());
      Step step = replica.hearsFaulty(2, orders.swapped(1, bob.next()), true);
      assertThat(step.suspicions()).isEmpty();
      assertThat(step.events(Event.BatchProvenFaulty.class)).isEmpty();
      replica.hears(0, first);
      assertThat(replica.accepted()).isEqualTo(1);
    }

    @Test
    @DisplayName("right bytes that were at hand are not given up for swapped ones")
    void swappedBytesDoNotReplaceRightOnes() {
      orders.next(alice.next());
      OrderReq second = orders.next(alice.next());
      replica.hears(0, second);
      replica.hears(2, orders.swapped(2, bob.next()));
      replica.hears(0, orders.at(1));
      assertThat(replica.accepted()).isEqualTo(2);
    }

    @Test
    @Rule("R-EVIDENCE")
    @DisplayName(
        "a header that does not extend its own primary's history is refused, and proves it")
    void aForkIsRefused() {
      Orders others = orders.fork();
      replica.hears(orders.next(alice.next()));
      others.next(bob.next());
      Step step = replica.hears(0, others.next(bob.next()));
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(onlySuspicionOf(step)).isInstanceOf(Suspicion.PrimaryFaulty.class);
      assertThat(step.events(Event.PrimaryProvenFaulty.class)).hasSize(1);
    }

    @Test
    @DisplayName("a fork is a fork also when all that went before is stable and gone")
    void aForkAfterAStableCheckpointIsRefused() {
      replica.hears(orders.next(4, alice));
      replica.stabilizes(orders, 4);
      Orders others = new Orders(group);
      others.next(4, bob);
      Step step = replica.hears(0, others.next(bob.next()));
      assertThat(replica.accepted()).isEqualTo(4);
      assertThat(step.suspicions()).hasSize(1);
    }
  }

  @Nested
  @Rule("R-ACCEPT-4")
  @DisplayName("4. every request in it is authentic, of an admitted client, and next in its order")
  class Requests {

    private void isRefusedFor(String fault, OrderReq order) {
      long before = replica.accepted();
      Step step = replica.hears(0, order);
      assertThat(replica.accepted()).isEqualTo(before);
      assertThat(onlySuspicionOf(step).toString()).contains(fault);
      assertThat(step.events(Event.BatchProvenFaulty.class)).hasSize(1);
    }

    @Test
    @DisplayName("a forged request proves the primary faulty, since a third party would agree")
    void aForgedRequest() {
      Step step = replica.hearsFaulty(0, orders.next(alice.next()), true);
      assertThat(replica.accepted()).isZero();
      assertThat(onlySuspicionOf(step).toString()).contains("a forged request");
    }

    @Test
    @DisplayName("\"exactly once\": a request that was ordered before")
    void aRepeatedRequest() {
      Request first = alice.next();
      replica.hears(orders.next(first));
      isRefusedFor("was ordered before", orders.next(first));
    }

    @Test
    @DisplayName("\"exactly once\": twice in one batch")
    void twiceInOneBatch() {
      Request first = alice.next();
      isRefusedFor("was ordered before", orders.next(first, first));
    }

    @Test
    @DisplayName("\"exactly once\": the same number with another operation")
    void theSameNumberWithAnotherOperation() {
      replica.hears(orders.next(alice.next()));
      isRefusedFor("was ordered before", orders.next(alice.request(1, "another")));
    }

    @Test
    @DisplayName("\"exactly once\": also after all that is known of it is stable and gone")
    void repeatedAfterACheckpoint() {
      replica.hears(orders.next(4, alice));
      replica.stabilizes(orders, 4);
      isRefusedFor("was ordered before", orders.next(alice.request(1)));
    }

    @Test
    @DisplayName("\"client FIFO\": a number ahead of its client's order")
    void aNumberIsSkipped() {
      replica.hears(orders.next(alice.next()));
      isRefusedFor("is ahead of its client's order", orders.next(alice.request(3)));
    }

    @Test
    @DisplayName("\"client FIFO\": in order within one batch it is accepted")
    void severalOfOneClientInOrder() {
      replica.hears(orders.next(alice.next(), bob.next(), alice.next()));
      assertThat(replica.accepted()).isEqualTo(1);
    }

    @Test
    @DisplayName("\"A client's identity is (key, incarnation); each incarnation counts from 1\"")
    void aNewIncarnationCountsFromOne() {
      Caller again = alice.restarted();
      replica.hears(orders.next(alice.next()), orders.next(again.next()));
      assertThat(replica.accepted()).isEqualTo(2);
      isRefusedFor("is of an obsolete incarnation", orders.next(alice.next()));
    }

    @Test
    void aReadIsNotOrdered() {
      isRefusedFor("is a read", orders.next(alice.read(1)));
    }

    @Test
    @DisplayName("\"from a client admitted by the group configuration at the batch's time\"")
    void aClientThatIsNoLongerAdmitted() {
      Timestamp end = TestGroup.NOW.plus(Duration.ofMillis(1));
      Caller guest = new Caller(group.client("guest", TestGroup.NOT_BEFORE, end));
      replica.hears(0, orders.next(Track.SPECULATIVE, end, guest.next()));
      assertThat(replica.accepted()).as("at the very end").isEqualTo(1);
      Timestamp after = end.plus(Duration.ofNanos(1_000));
      isRefusedFor("not admitted", orders.next(Track.SPECULATIVE, after, guest.next()));
    }

    @Test
    void aClientThatIsNotAdmittedYet() {
      Timestamp start = TestGroup.NOW.plus(Duration.ofMillis(1));
      Caller guest = new Caller(group.client("guest", start, TestGroup.NOT_AFTER));
      isRefusedFor("not admitted", orders.next(guest.next()));
    }

    @Test
    @DisplayName("replies are kept for max-clients keys: a further one is not taken")
    void oneClientTooMany() {
      Caller carol = new Caller(group.client("carol"));
      Caller dave = new Caller(group.client("dave"));
      replica.hears(orders.next(alice.next(), bob.next(), carol.next()));
      isRefusedFor("is of one client too many", orders.next(dave.next()));
    }

    @Test
    void moreRequestsThanABatchMayHold() {
      io.weevil.engine.group.Limits wide =
          new io.weevil.engine.group.Limits(
              4, 8, 4, 3, 99, 192 * 1024, 128 * 1024, 128 * 1024, Duration.ofSeconds(2));
      Orders lavish =
          new Orders(TestGroup.of(1, 0, group.configuration().requestAuthentication(), wide, 1));
      OrderReq five =
          lavish.propose(
              Track.SPECULATIVE,
              TestGroup.NOW,
              alice.next(),
              alice.next(),
              bob.next(),
              bob.next(),
              bob.next());
      OrderReq here =
          group.orderReq(View.ZERO, new Slot(1), group.digest(), five.batch(), Track.SPECULATIVE);
      isRefusedFor("it holds 5 requests", here);
    }

    @Test
    @DisplayName("a refused batch is not held against its clients: their requests may come again")
    void aRefusedBatchTakesNothing() {
      Request first = alice.next();
      Orders honest = orders.fork();
      replica.hears(0, orders.next(first, bob.request(2)));
      replica.isAsked(first);
      assertThat(
              replica.waitsFor(
                  new TimerKey.RequestPending(io.weevil.engine.model.OperationId.of(first))))
          .isTrue();
      assertThat(honest.last()).isEqualTo(Slot.ZERO);
    }
  }

  @Nested
  @Rule("R-ACCEPT-5")
  @DisplayName("5. the batch's timestamp is not below the previous one's")
  class Time {

    private final Timestamp limit = TestGroup.NOW.plus(Duration.ofSeconds(2));

    @Test
    @DisplayName("\"Equal is always accepted\", also by a replica whose clock is far behind")
    void equalIsAlwaysAccepted() {
      replica.hears(orders.next(Track.SPECULATIVE, limit, alice.next()));
      replica.hears(orders.next(Track.SPECULATIVE, limit, alice.next()));
      assertThat(replica.accepted()).isEqualTo(2);
    }

    @Test
    void belowThePreviousOneItIsRefused() {
      replica.hears(orders.next(Track.SPECULATIVE, limit, alice.next()));
      Step step = replica.hears(0, orders.next(alice.next()));
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(onlySuspicionOf(step).toString()).contains("before the previous batch's");
    }

    @Test
    @DisplayName("below the previous one's also when the previous one is stable and gone")
    void belowAStableOneItIsRefused() {
      for (int i = 0; i < 4; i++) {
        replica.hears(orders.next(Track.SPECULATIVE, limit, alice.next()));
      }
      replica.stabilizes(orders, 4);
      assertThat(replica.hears(0, orders.next(alice.next())).suspicions()).hasSize(1);
      assertThat(replica.accepted()).isEqualTo(4);
    }

    @Test
    @DisplayName(
        "\"further ahead of the local clock than the allowed drift is held until the clock allows"
            + " it\"")
    void aheadOfTheClockItIsHeld() {
      Timestamp ahead = limit.plus(Duration.ofMillis(100));
      Step step = replica.hears(0, orders.next(Track.SPECULATIVE, ahead, alice.next()));
      assertThat(replica.accepted()).isZero();
      assertThat(step.suspicions()).isEmpty();
      assertThat(replica.remaining(new TimerKey.ClockHold())).isEqualTo(Duration.ofMillis(100));
      replica.passes(Duration.ofMillis(100));
      replica.fires(new TimerKey.ClockHold());
      assertThat(replica.accepted()).isEqualTo(1);
    }

    @Test
    @DisplayName("held at the end of time, it waits, and no timer is longer than a status period")
    void theEndOfTime() {
      Timestamp end = new Timestamp(Long.MAX_VALUE);
      Caller immortal = new Caller(group.client("immortal", TestGroup.NOT_BEFORE, end));
      Step step = replica.hears(0, orders.next(Track.SPECULATIVE, end, immortal.next()));
      assertThat(replica.accepted()).isZero();
      assertThat(step.suspicions()).isEmpty();
      assertThat(replica.remaining(new TimerKey.ClockHold()))
          .isLessThanOrEqualTo(ReplicaTimers.DEFAULT.statusPeriod());
    }

    @Test
    @DisplayName("what the others have committed is not held: the clock that is wrong is this one")
    void committedByOthersItIsNotHeld() {
      Timestamp ahead = TestGroup.NOW.plus(Duration.ofHours(1));
      replica.hears(0, orders.next(Track.AGREED, ahead, alice.next()));
      replica.hearsCommits(orders, 1, 0, 2);
      assertThat(replica.accepted()).isZero();
      replica.hearsCommits(orders, 1, 3);
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(replica.committed()).isEqualTo(1);
    }

    @Test
    @DisplayName(
        "\"Refusals that depend on this replica's [...] clock [...] are waits, not evidence\"")
    void heldItIsNotSuspectedAsAHole() {
      Timestamp ahead = TestGroup.NOW.plus(Duration.ofHours(1));
      replica.hears(0, orders.next(Track.AGREED, ahead, alice.next()));
      replica.hearsPrepares(orders, 1, 2, 3);
      int asked = 0;
      for (int i = 0; i < ReplicaTimers.DEFAULT.holeAttempts(); i++) {
        Step step = replica.fires(new TimerKey.Hole());
        assertThat(step.suspicions()).isEmpty();
        asked += step.broadcasts(FillHole.class).size();
      }
      assertThat(asked).as("others may know another batch for the slot").isEqualTo(1);
    }
  }

  @Test
  @Rule("R-ACCEPT-2")
  @DisplayName("\"accepted ≤ stable + window\"; \"a proven checkpoint ahead extends it\"")
  void aProvenCheckpointAheadExtendsTheWindow() {
    for (int i = 0; i < 16; i++) {
      orders.next();
    }
    for (int slot = 1; slot <= 9; slot++) {
      replica.hears(orders.at(slot));
    }
    assertThat(replica.accepted()).isEqualTo(8);
    replica.learnsProven(orders, 8);
    for (int slot = 9; slot <= 16; slot++) {
      replica.hears(orders.at(slot));
    }
    assertThat(replica.accepted()).isEqualTo(16);
  }
}
