package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-FROZEN, as replica 2 of four keeps to it between view 0 and view 1. */
@Rule("R-FROZEN")
class FrozenRulesTest {

  private static final TimerKey STATUS = new TimerKey.StatusPeriod();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  @BeforeEach
  void twoSlotsAreAccepted() {
    replica.hears(orders.next(2, alice));
  }

  private Step leaves() {
    return replica.leavesFor(1);
  }

  private static void assertSilent(Step step) {
    assertThat(step.sentToPeers()).isEmpty();
    assertThat(step.promises(Promise.class)).isEmpty();
    assertThat(step.replies(ReplyMessage.class)).isEmpty();
    assertThat(step.tells(RoleMessage.class)).isEmpty();
    assertThat(step.ignored()).containsOnly("frozen");
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  @DisplayName("the executor freezes before the view-change manager may say what is shown")
  void freezesThenReports() {
    Step step = leaves();
    assertThat(step.tells(RoleMessage.class).get(0)).isEqualTo(new RoleMessage.Freeze(View.ZERO));
    assertThat(step.tells(RoleMessage.Frozen.class))
        .extracting(RoleMessage.Frozen::target)
        .containsExactly(new View(1));
    assertThat(step.events(Event.ViewLeft.class))
        .containsExactly(new Event.ViewLeft(View.ZERO, new View(1)));
  }

  @Test
  @DisplayName("it \"accepts\" nothing, of whatever track, from whomever")
  void acceptsNothing() {
    OrderReq speculative = orders.next(alice.next());
    OrderReq agreed = orders.agreed(alice.next());
    leaves();
    assertSilent(replica.hears(0, speculative));
    assertSilent(replica.hears(3, speculative));
    assertSilent(replica.hears(0, agreed));
    assertSilent(replica.hearsFaulty(0, speculative, true));
    assertThat(replica.accepted()).isEqualTo(2);
  }

  @Test
  @DisplayName("what waited for a slot before it waits no more")
  void whatWaitedIsNotAccepted() {
    OrderReq third = orders.next(alice.next());
    OrderReq fourth = orders.next(alice.next());
    replica.hears(0, fourth);
    leaves();
    assertSilent(replica.hears(0, third));
  }

  @Test
  @DisplayName("it \"votes\" for nothing and \"COMMITs\" nothing, whoever prepares or commits")
  void votesForNothing() {
    leaves();
    assertSilent(replica.hearsPrepares(orders, 2, 0, 1, 3));
    assertThat(replica.hearsCommits(orders, 2, 0, 1, 3).broadcasts(Commit.class)).isEmpty();
    assertThat(replica.fires(STATUS).broadcasts(Prepare.class)).as("R-EXCHANGE-3").isEmpty();
    assertThat(replica.fires(STATUS).broadcasts(Prepare.class)).isEmpty();
  }

  @Test
  @DisplayName("it \"LOCAL-COMMITs\" nothing and \"certifies\" nothing")
  void acknowledgesNothing() {
    leaves();
    assertSilent(
        replica.hears(alice.id(), new CommitCertificate(2, orders.certificate(2, 0, 1, 3))));
  }

  @Test
  @DisplayName("what was certified before is not claimed as of now")
  void claimsNoCertificate() {
    replica.hears(orders.next(3, alice));
    replica.hears(alice.id(), new CommitCertificate(5, orders.certificate(5, 0, 1, 3)));
    leaves();
    Step step = replica.learnsProven(orders, 4);
    assertThat(step.tells(RoleMessage.Standing.class))
        .extracting(RoleMessage.Standing::certified)
        .containsOnly(Slot.ZERO);
  }

  @Test
  @DisplayName("nor is what waited for the clock")
  void whatWaitedForTheClock() {
    Duration drift = group.limits().allowedClockDrift();
    Timestamp ahead = TestGroup.NOW.plus(drift).plus(drift);
    replica.hears(0, orders.next(Track.SPECULATIVE, ahead, alice.next()));
    leaves();
    replica.passes(drift.multipliedBy(2));
    assertThat(replica.fires(STATUS).promises(Promise.Accepted.class)).isEmpty();
    assertThat(replica.accepted()).isEqualTo(2);
  }

  @Test
  @DisplayName("it \"reads nothing\"")
  void readsNothing() {
    leaves();
    Step step = replica.hears(alice.id(), new Ask(alice.read(1)));
    assertThat(step.tells(RoleMessage.Read.class)).isEmpty();
    assertThat(step.ignored()).containsExactly("frozen");
  }

  @Test
  @DisplayName("\"To clients it answers COMMITTED, or bytes that it had signed before\"")
  void answersFromWhatIsKnown() {
    leaves();
    Step step = replica.isAsked(alice.request(1));
    assertThat(step.tells(RoleMessage.AnswerAgain.class))
        .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 1));
    assertThat(step.sentToPeers()).as("and exchanges no vote for it").isEmpty();
    assertThat(step.started()).as("and watches nobody").isEmpty();
  }

  @Test
  @Rule({"R-HOLE", "R-STATUS"})
  @DisplayName("it goes on serving those that lack something")
  void serves() {
    leaves();
    Slot one = new Slot(1);
    assertThat(replica.hears(3, new FillHole(View.ZERO, one, one)).sends(3, OrderReq.class))
        .containsExactly(orders.at(1));
    Fetch fetch = new Fetch(orders.at(2).batch().digest());
    assertThat(replica.hears(3, fetch).sends(3, Fetched.class))
        .containsExactly(new Fetched(orders.at(2).batch()));
  }

  @Test
  @Rule("R-CLIENT-4")
  @DisplayName("requests are held for the next primary: passed to none, and blamed on none")
  void holdsRequests() {
    leaves();
    Step step = replica.isAsked(bob.next());
    assertThat(step.sentToPeers()).isEmpty();
    assertThat(step.started()).isEmpty();
    assertThat(step.ignored()).isEmpty();
    Orders next = orders.begin(1, 2);
    assertThat(replica.on(next.enter(2)).sends(1, Relay.class))
        .containsExactly(new Relay(bob.request(1)));
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  @DisplayName("\"cancel view-bound timers\"")
  void cancelsTimers() {
    orders.next(5, alice);
    replica.isAsked(alice.request(1)); // uncommitted: watched, and its votes are exchanged
    replica.isAsked(bob.next()); // held: watched
    replica.hearsPrepares(orders, 7, 1, 3); // slots that exist and are lacking
    TimerKey exchange = new TimerKey.VoteExchange(new Slot(2));
    assertThat(replica.waitsFor(exchange)).isTrue();
    assertThat(replica.waitsFor(new TimerKey.Hole())).isTrue();
    leaves();
    assertThat(replica.waitsFor(exchange)).isFalse();
    assertThat(replica.waitsFor(new TimerKey.Hole())).isFalse();
    for (Caller caller : new Caller[] {alice, bob}) {
      OperationId first = new OperationId(caller.id(), 1);
      assertThat(replica.waitsFor(new TimerKey.RequestPending(first))).isFalse();
    }
    assertThat(replica.waitsFor(STATUS)).as("STATUS goes on").isTrue();
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  @DisplayName("nor does what is proven meanwhile start one")
  void startsNoTimer() {
    replica.hears(orders.next(4, alice));
    replica.isAsked(alice.request(6)); // the votes of slot 6 are exchanged
    leaves();
    replica.learnsProven(orders, 4);
    assertThat(replica.committed()).isEqualTo(4);
    assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(6)))).isFalse();
    orders.next(2, alice);
    Step step = replica.learnsProven(orders, 8);
    assertThat(replica.waitsFor(new TimerKey.Hole())).as("7 and 8 are lacking").isFalse();
    assertThat(step.sentToPeers()).as("of a view that is left").isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("STATUS says for what it is frozen, every period")
  void saysStatus() {
    leaves();
    for (int period = 0; period < 3; period++) {
      Status status = replica.fires(STATUS).broadcasts(Status.class).get(0);
      assertThat(status.view()).isEqualTo(View.ZERO);
      assertThat(status.target()).isEqualTo(new View(1));
    }
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("who hears of a view that it has not left for asks for what it missed")
  void hearsOfALaterView() {
    BackupHarness idle = new BackupHarness(group, 3);
    assertThat(idle.fires(STATUS).broadcasts(Status.class)).as("nothing is unfinished").isEmpty();
    Slot zero = Slot.ZERO;
    idle.hears(2, new Status(View.ZERO, new View(1), zero, zero, zero, zero));
    assertThat(idle.fires(STATUS).broadcasts(Status.class))
        .as("else nobody would send it the VIEW-CHANGE that was lost")
        .hasSize(1);
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("so does who hears what others say in that view")
  void hearsInALaterView() {
    BackupHarness idle = new BackupHarness(group, 3);
    idle.fires(STATUS);
    idle.hears(1, orders.begin(1, 2).prepare(1, 2));
    assertThat(idle.fires(STATUS).broadcasts(Status.class)).hasSize(1);
    assertThat(idle.fires(STATUS).broadcasts(Status.class)).as("once").isEmpty();
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  @DisplayName("it leaves for no view twice, and for none that is behind it")
  void leavesOnce() {
    replica.leavesFor(2);
    assertThat(replica.leavesFor(2).outputs()).isEmpty();
    assertThat(replica.leavesFor(1).outputs()).isEmpty();
    assertThat(replica.leavesFor(3).tells(RoleMessage.Frozen.class)).hasSize(1);
  }

  @Test
  @DisplayName("the primary of the view that is left orders nothing more in it")
  void itsPrimaryRetires() {
    BackupHarness primary = new BackupHarness(group, 0);
    assertThat(primary.leavesFor(1).tells(RoleMessage.Retire.class)).hasSize(1);
    assertThat(primary.leavesFor(2).tells(RoleMessage.Retire.class)).as("once").isEmpty();
    OrderReq own = new Orders(group).next(bob.next());
    assertSilent(primary.on(new RoleMessage.Proposed(own)));
  }
}
