package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ViewStarted;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What replica 2 of four votes for in view 1, and how view 1 starts. */
@Rule({"R-VOTE", "R-EXCHANGE-2"})
class NewViewVotesTest {

  private static final TimerKey STATUS = new TimerKey.StatusPeriod();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private Orders next;

  @BeforeEach
  void viewOneBeginsWithThreeSlots() {
    replica.hears(orders.next(5, alice));
    next = orders.begin(1, 3);
  }

  private static Status status(long view, long accepted, long committed) {
    View of = new View(view);
    Slot slot = new Slot(committed);
    return new Status(of, of, Slot.ZERO, new Slot(accepted), slot, slot);
  }

  @ParameterizedTest(name = "|G| = {0}")
  @ValueSource(ints = {5, 3, 0})
  @DisplayName("|G| is certified and committed in the new view, also where it is 0")
  void theStart(int end) {
    Orders of = orders.begin(1, end);
    replica.changesTo(of, end);
    assertThat(replica.hearsPrepares(of, end, 1).broadcasts(Commit.class)).isEmpty();
    assertThat(replica.hearsPrepares(of, end, 3).broadcasts(Commit.class))
        .containsExactly(of.commit(end));
    assertThat(replica.hearsCommits(of, end, 1).tells(ViewStarted.class)).isEmpty();
    assertThat(replica.hearsCommits(of, end, 3).tells(ViewStarted.class))
        .containsExactly(new ViewStarted(new View(1)));
    assertThat(replica.committed()).isEqualTo(end);
    assertThat(replica.hearsCommits(of, end, 0).tells(ViewStarted.class)).as("once").isEmpty();
  }

  @Test
  @DisplayName("\"|G| may be the base\": below which all else is of no interest")
  void theBase() {
    Orders of = orders.begin(1, 4);
    replica.stabilizes(orders, 4);
    replica.changesTo(of, 4, 4);
    replica.hearsPrepares(of, 4, 1, 3);
    assertThat(replica.hearsCommits(of, 4, 1, 3).tells(ViewStarted.class)).hasSize(1);
  }

  @Test
  @DisplayName("a checkpoint that becomes stable meanwhile does not take the votes for |G| away")
  void aCheckpointMeanwhile() {
    Orders of = orders.begin(1, 4);
    replica.changesTo(of, 4);
    replica.hearsPrepares(of, 4, 1);
    replica.stabilizes(of, 4);
    assertThat(replica.hearsPrepares(of, 4, 3).broadcasts(Commit.class)).hasSize(1);
    assertThat(replica.hearsCommits(of, 4, 1, 3).tells(ViewStarted.class)).hasSize(1);
  }

  @Test
  @DisplayName("a view starts by the commit of a later slot, too")
  void aLaterSlot() {
    replica.changesTo(next, 3);
    replica.hears(1, next.next(alice.request(4)));
    replica.hearsPrepares(next, 4, 1, 3);
    assertThat(replica.hearsCommits(next, 4, 1, 3).tells(ViewStarted.class)).hasSize(1);
  }

  @Test
  @DisplayName("commits of the old view start nothing")
  void oldCommits() {
    replica.changesTo(next, 3);
    Step step = replica.hearsCommits(orders, 3, 0, 1, 3);
    assertThat(step.tells(ViewStarted.class)).isEmpty();
    assertThat(step.ignored()).containsOnly("of another view");
  }

  @Test
  @Rule("R-EXCHANGE-4")
  @DisplayName("\"below |G|: the vote for |G| is sent\", once, and never one for a lower slot")
  void belowTheFloor() {
    replica.changesTo(next, 3);
    Step step = replica.hearsPrepares(next, 1, 0, 1, 3);
    assertThat(step.broadcasts(Prepare.class)).as("that for |G| is sent").isEmpty();
    assertThat(step.broadcasts(Commit.class)).isEmpty();
    assertThat(step.tells(RoleMessage.Standing.class)).isEmpty();
  }

  @Test
  @Rule("R-EXCHANGE-3")
  @DisplayName("a client that asks again for what is below |G| gets no vote below it either")
  void askedAgainBelowTheFloor() {
    replica.changesTo(next, 3);
    Step step = replica.isAsked(alice.request(1));
    assertThat(step.broadcasts(Prepare.class)).isEmpty();
    assertThat(step.tells(RoleMessage.AnswerAgain.class)).hasSize(1);
  }

  @Test
  @Rule("R-EXCHANGE-3")
  void laterSlotsAreExchangedAsInAnyView() {
    replica.changesTo(next, 3);
    replica.hears(1, next.next(alice.request(4)));
    replica.hears(1, next.next(alice.request(5)));
    assertThat(replica.isAsked(alice.request(5)).broadcasts(Prepare.class))
        .containsExactly(next.prepare(2, 5));
  }

  @Test
  @Rule({"R-LOCAL-COMMIT", "R-AGREE"})
  @DisplayName("a certificate of the old view acknowledges nothing in this one")
  void anOldCertificate() {
    replica.changesTo(next, 3);
    Step step = replica.hears(alice.id(), new CommitCertificate(1, orders.certificate(3, 0, 1, 3)));
    assertThat(step.ignored()).containsExactly("of another view");
  }

  @Test
  @Rule("R-LOCAL-COMMIT")
  void aCertificateOfTheNewViewDoes() {
    replica.changesTo(next, 3);
    Step step = replica.hears(alice.id(), new CommitCertificate(1, next.certificate(3, 0, 1, 3)));
    assertThat(step.replies(io.weevil.engine.message.ReplyMessage.LocalCommit.class)).hasSize(1);
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("PREPARE and COMMIT for |G| are sent again, also where |G| was committed before")
  void resends() {
    replica.hearsPrepares(orders, 3, 0, 1, 3);
    replica.hearsCommits(orders, 3, 0, 1, 3);
    replica.changesTo(next, 3);
    replica.hearsPrepares(next, 3, 1, 3);
    Step step = replica.hears(0, status(1, 3, 3));
    assertThat(step.sends(0, Prepare.class)).containsExactly(next.prepare(2, 3));
    assertThat(step.sends(0, Commit.class)).containsExactly(next.commit(3));
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("a view that has not started is unfinished, though nothing else is")
  void saysStatusUntilItStarts() {
    BackupHarness empty = new BackupHarness(group, 3);
    Orders of = orders.begin(1, 0);
    empty.changesTo(of, 0);
    assertThat(empty.fires(STATUS).broadcasts(Status.class)).hasSize(1);
    empty.hearsPrepares(of, 0, 1, 2);
    empty.hearsCommits(of, 0, 1, 2);
    assertThat(empty.fires(STATUS).broadcasts(Status.class)).isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("the STATUS of a peer that is in the old view is the view-change manager's")
  void ofAnotherView() {
    replica.changesTo(next, 3);
    assertThat(replica.hears(0, status(0, 1, 0)).ignored()).containsExactly("of another view");
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 1", "2, 0", "2, 1"})
  @DisplayName("`certify` of each, in larger groups")
  void inLargerGroups(int f, int c) {
    TestGroup larger = TestGroup.of(f, c);
    BackupHarness one = new BackupHarness(larger, 2);
    Orders empty = new Orders(larger).begin(1, 0);
    one.changesTo(empty, 0);
    int[] others =
        IntStream.range(3, 2 + larger.quorums().certify()).toArray(); // one fewer than certify
    int[] fewer = IntStream.of(others).skip(1).toArray();
    assertThat(one.hearsPrepares(empty, 0, fewer).broadcasts(Commit.class)).isEmpty();
    assertThat(one.hearsPrepares(empty, 0, others[0]).broadcasts(Commit.class)).hasSize(1);
    assertThat(one.hearsCommits(empty, 0, fewer).tells(ViewStarted.class)).isEmpty();
    assertThat(one.hearsCommits(empty, 0, others[0]).tells(ViewStarted.class)).hasSize(1);
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("the time-outs of a view that comes after wasted ones are doubled")
  void doubledTimeouts() {
    replica.changesTo(next, 3);
    TimerKey exchange = new TimerKey.VoteExchange(new Slot(3));
    Duration once = replica.remaining(exchange);
    RoleMessage.EnterView goal = orders.begin(2, 3).enter(3);
    replica.leavesFor(2);
    replica.on(new RoleMessage.EnterView(goal.view(), goal.base(), goal.log(), goal.end(), 3));
    assertThat(replica.remaining(exchange)).isEqualTo(once.multipliedBy(8));
  }
}
