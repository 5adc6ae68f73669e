package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.StateFetched;
import io.weevil.engine.role.RoleMessage.ViewStarted;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.state.StateSource;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fetched state comes to the log of replica 2 of four (R-STATE); K = 4, window 8. */
@Rule("R-STATE")
class StateInstallRulesTest {

  /** A window of four checkpoint intervals. */
  private static final Limits WIDE =
      new Limits(4, 16, 4, 3, 32, 192 * 1024, 128 * 1024, 128 * 1024, Duration.ofSeconds(2));

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  /** Kept nowhere. */
  private static final class NoBytes implements StateSource {
    private boolean discarded;

    @Override
    public long size() {
      return 0;
    }

    @Override
    public InputStream open() {
      return InputStream.nullInputStream();
    }

    @Override
    public void discard() {
      discarded = true;
    }
  }

  /** Slots above {@code kept} are bob's, and not alice's. */
  private Orders branch(long view, int kept, int others) {
    Orders other = orders.begin(view, kept);
    other.next(others, bob);
    return other;
  }

  @Test
  @DisplayName("\"replaces the state and the log up to s only: [...] slots above s [...] stay\"")
  void whatExtendsItStays() {
    replica.hears(orders.next(6, alice));
    replica.hears(alice.id(), new CommitCertificate(1, orders.certificate(6, 0, 1, 3)));
    replica.restores(orders, 4);
    assertThat(replica.accepted()).isEqualTo(6);
    var report = replica.leavesFor(1).tells(RoleMessage.Frozen.class).get(0).report();
    assertThat(report.certified()).as("\"and so does the certificate\"").isNotNull();
  }

  @Test
  @DisplayName("what stays is executed again, on top of the new state")
  void whatStaysIsExecutedAgain() {
    replica.hears(orders.next(6, alice));
    assertThat(replica.restores(orders, 4).tells(Execute.class))
        .extracting(e -> e.slot().number())
        .containsExactly(5L, 6L);
  }

  @Test
  @DisplayName("a state that is ahead is taken, one that is not is discarded")
  void whatIsOfUse() {
    replica.hears(orders.next(6, alice));
    NoBytes behind = new NoBytes();
    Step step = replica.on(new StateFetched(replica.proof(orders, 4), behind));
    assertThat(step.tells(RoleMessage.InstallState.class)).isEmpty();
    assertThat(behind.discarded).isTrue();
    orders.next(2, alice);
    NoBytes ahead = new NoBytes();
    step = replica.on(new StateFetched(replica.proof(orders, 8), ahead));
    assertThat(step.tells(RoleMessage.InstallState.class)).hasSize(1);
    assertThat(ahead.discarded).isFalse();
  }

  /** Ten slots are accepted and none of them is executed; the checkpoint at 8 is proven. */
  private void tenSlotsWaitForTheExecutor() {
    replica.stallsExecution();
    replica.hears(orders.next(8, alice));
    replica.learnsProven(orders, 8);
    replica.hears(orders.next(2, alice));
    assertThat(replica.accepted()).isEqualTo(10);
  }

  private LogReport reportFor(long view) {
    return replica.leavesFor(view).tells(RoleMessage.Frozen.class).get(0).report();
  }

  @Test
  @Rule({"R-STATE", "R-VIEW-CHANGE"})
  @DisplayName("one that the executor will pass by itself would come behind it, and undo slots")
  void whatTheExecutorPassesByItself() {
    tenSlotsWaitForTheExecutor();
    NoBytes state = new NoBytes();
    Step step = replica.on(new StateFetched(replica.proof(orders, 4), state));
    assertThat(step.tells(RoleMessage.InstallState.class)).isEmpty();
    assertThat(state.discarded).isTrue();
    replica.stabilizes(orders, 8);
    assertThat(reportFor(1).log()).isEqualTo(orders.digests(8, 10));
  }

  @ParameterizedTest(name = "frozen meanwhile: {0}")
  @ValueSource(booleans = {false, true})
  @Rule({"R-STATE", "R-VIEW-CHANGE"})
  @DisplayName("what becomes stable while a state is awaited takes no accepted slot away")
  void stableWhileAStateIsAwaited(boolean frozen) {
    tenSlotsWaitForTheExecutor();
    replica.on(new RoleMessage.StopAnswering(new Slot(4)));
    Step step = replica.on(new StateFetched(replica.proof(orders, 4), new NoBytes()));
    assertThat(step.tells(RoleMessage.InstallState.class)).hasSize(1);
    replica.stabilizes(orders, 8);
    assertThat(replica.stable()).as("the state at 4 is to come").isZero();
    if (frozen) {
      replica.leavesFor(1);
    }
    step = replica.restores(orders, 4);
    assertThat(step.tells(Execute.class).stream().map(e -> e.slot().number()))
        .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(replica.stable()).isEqualTo(8);
    assertThat(replica.committed()).isEqualTo(8);
    LogReport report = reportFor(2);
    assertThat(report.base()).isEqualTo(new Slot(8));
    assertThat(report.log()).as("voted for").isEqualTo(orders.digests(8, 10));
  }

  @Test
  @DisplayName(
      "one that is older than what is stable here is never taken, not by a wrong one either")
  void whatIsPassedForGood() {
    replica.hears(orders.next(8, alice));
    replica.stabilizes(orders, 8);
    replica.on(new RoleMessage.StopAnswering(new Slot(8)));
    NoBytes state = new NoBytes();
    Step step = replica.on(new StateFetched(replica.proof(orders, 4), state));
    assertThat(step.tells(RoleMessage.InstallState.class)).isEmpty();
    assertThat(state.discarded).isTrue();
    assertThatThrownBy(() -> replica.restores(orders, 4)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName(
      "\"One whose h_s differs was lied to\": it takes the proven branch, however far it is")
  void theProvenBranchIsOfUse() {
    replica.hears(orders.next(6, alice));
    Orders proven = branch(0, 2, 2);
    Step step = replica.learnsProven(proven, 4);
    assertThat(step.tells(RoleMessage.NeedState.class))
        .containsExactly(new RoleMessage.NeedState(new Slot(4)));
    NoBytes state = new NoBytes();
    step = replica.on(new StateFetched(replica.proof(proven, 4), state));
    assertThat(step.tells(RoleMessage.InstallState.class))
        .as("it has executed slot 6, and of another branch")
        .hasSize(1);
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("\"and votes nothing more in this view at or below its highest voted slot\"")
  void votesNothingMore() {
    replica.hears(orders.next(7, alice));
    Orders proven = branch(0, 2, 2);
    replica.restores(proven, 4);
    for (int slot = 5; slot <= 8; slot++) {
      Step step = replica.hears(0, proven.next(bob.next()));
      assertThat(step.promises(Promise.Accepted.class)).hasSize(1);
      assertThat(step.promises(Promise.Accepted.class).get(0).vote() != null)
          .as("a vote for slot %d", slot)
          .isEqualTo(slot > 7);
    }
  }

  /** The honest primary of view 0 ordered six slots; view 2 began with two of them. */
  private Step aCheckpointOfViewTwoComes(Orders two) {
    orders.next(4, alice);
    replica.hears(orders.at(1), orders.at(2), orders.at(3)); // the fourth is lost on its way
    replica.hears(orders.at(5), orders.at(6));
    two.next(6, bob);
    return replica.restores(two, 4);
  }

  @Test
  @Rule({"R-CHECKPOINT", "R-EVIDENCE"})
  @DisplayName(
      "an honest primary whose view is over is not proven faulty by a state of a later one")
  void provesNothing() {
    orders.next(2, alice);
    Orders two = orders.begin(2, 2);
    Step step = aCheckpointOfViewTwoComes(two);
    assertThat(step.events(Event.BatchProvenFaulty.class)).isEmpty();
    assertThat(step.suspicions()).isEmpty();
    step = replica.hears(orders.at(5), orders.at(6)); // handed on by somebody else
    assertThat(step.events(Event.BatchProvenFaulty.class)).isEmpty();
    assertThat(step.events(Event.PrimaryProvenFaulty.class)).isEmpty();
    assertThat(step.suspicions()).containsExactly(new Suspicion.OtherHistory(new Slot(5)));
  }

  @Test
  @Rule({"R-CHECKPOINT", "R-EVIDENCE"})
  @DisplayName("nor is it by the proof itself: its view may be over")
  void aProofProvesNothing() {
    replica.hears(orders.next(6, alice));
    Step step = replica.learnsProven(branch(0, 2, 2), 4);
    assertThat(step.suspicions()).containsExactly(new Suspicion.OtherHistory(new Slot(4)));
  }

  @Test
  @Rule({"R-CHECKPOINT", "R-VOTE", "R-EVIDENCE"})
  @DisplayName("not after a second state either: two votes for one slot would be evidence")
  void votesNothingMoreAfterASecondState() {
    TestGroup wide = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, WIDE, 1);
    BackupHarness one = new BackupHarness(wide, 2);
    Orders lost = new Orders(wide);
    one.hears(lost.next(16, new Caller(wide.client("alice"))));
    Orders proven = lost.begin(0, 2);
    proven.next(14, new Caller(wide.client("bob")));
    one.restores(proven, 4);
    one.hears(0, proven.at(5));
    one.restores(proven, 8);
    for (int slot = 9; slot <= 16; slot++) {
      assertThat(one.hears(0, proven.at(slot)).promises(Promise.Accepted.class))
          .extracting(Promise.Accepted::vote)
          .containsOnlyNulls();
    }
  }

  @Test
  @Rule("R-AGREE")
  @DisplayName("a certificate of the branch that lost certifies nothing of the one that won")
  void certifiesNothingOfAnotherBranch() {
    replica.hears(orders.next(7, alice));
    replica.hears(alice.id(), new CommitCertificate(1, orders.certificate(7, 0, 1, 3)));
    Orders proven = branch(0, 2, 2);
    Step step = replica.restores(proven, 4);
    assertThat(step.tells(RoleMessage.Standing.class))
        .last()
        .extracting(s -> s.certified().number())
        .isEqualTo(0L);
    assertThat(replica.hears(0, proven.next(bob.next())).tells(Execute.class))
        .extracting(Execute::grade)
        .containsExactly(Grade.SPECULATIVE);
  }

  @Test
  @Rule({"R-EXCHANGE-3", "R-SUSPECT"})
  @DisplayName("what stays in the log and is not committed is watched and exchanged as before")
  void whatStaysIsWatched() {
    replica.hears(orders.next(6, alice));
    replica.restores(orders, 4);
    Step step = replica.isAsked(alice.request(6));
    assertThat(step.broadcasts(Prepare.class)).containsExactly(orders.prepare(2, 6));
    assertThat(step.started())
        .anyMatch(key -> key instanceof TimerKey.RequestPending)
        .anyMatch(key -> key instanceof TimerKey.VoteExchange);
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("a view whose group has committed more than G when one enters it has started")
  void aViewThatHasLongStarted() {
    Orders far = branch(1, 0, 8);
    replica.changesTo(far, 4, 6);
    Step step = replica.restores(far, 8);
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(step.tells(ViewStarted.class))
        .as("else it waits in vain, and suspects the primary")
        .hasSize(1);
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("a state beyond G takes its place: the group has gone on since")
  void aStateBeyondG() {
    Orders far = branch(1, 0, 10);
    replica.changesTo(far, 4, 6);
    replica.restores(far, 8);
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.accepted()).isEqualTo(8);
    replica.hears(1, far.at(9));
    assertThat(replica.accepted()).isEqualTo(9);
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("batches that a Byzantine primary orders once more, as they were, raise no alarm")
  void theSameBatchesOnceMore() {
    replica.hears(orders.next(8, alice));
    replica.leavesFor(1);
    replica.stabilizes(
        orders, 8); // the others began view 1 with 6 slots, and 7 and 8 were repeated
    replica.on(orders.begin(1, 6).enter(6));
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.accepted()).isEqualTo(8);
    assertThat(replica.committed()).isEqualTo(8);
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("the same where the own state is not known to be stable")
  void theSameBatchesProvenByOthers() {
    replica.hears(orders.next(8, alice));
    replica.leavesFor(1);
    replica.learnsProven(orders, 8);
    replica.on(orders.begin(1, 6).enter(6));
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.accepted()).isEqualTo(8);
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName(
      "what is proven since in a still later view raises no alarm: that view is waited for")
  void overtaken() {
    replica.hears(orders.next(3, alice));
    Orders one = branch(1, 3, 3);
    Orders two = orders.begin(2, 2);
    two.next(8, new Caller(group.client("carol")));
    replica.changesTo(one, 6); // its batches are lacking
    replica.restores(two, 4); // proven in view 2, which began without slot 3
    replica.fetches(one, 4, 6);
    assertThat(replica.view()).as("view 1 is over").isEqualTo(View.ZERO);
    replica.changesTo(two, 4, 6);
    replica.fetches(two, 5, 6);
    assertThat(replica.view()).isEqualTo(new View(2));
    assertThat(replica.accepted()).isEqualTo(6);
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("the same where both logs begin alike: what is proven is not given up for it")
  void overtakenFurtherUp() {
    replica.hears(orders.next(8, alice));
    replica.leavesFor(1);
    replica.learnsProven(orders, 8); // in view 2, which began with all of them
    Step step = replica.on(branch(1, 5, 2).enter(7));
    assertThat(step.tells(RoleMessage.NeedState.class)).isEmpty();
    assertThat(replica.view()).as("view 1 is over").isEqualTo(View.ZERO);
    assertThat(replica.accepted()).isEqualTo(8);
    replica.changesTo(orders.begin(2, 8), 8);
    assertThat(replica.view()).isEqualTo(new View(2));
  }
}
