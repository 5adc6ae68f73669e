package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R-INSTALL, as replica 2 of four carries it out; K = 4. */
@Rule("R-INSTALL")
class InstallRulesTest {

  private static final View ONE = new View(1);

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  @BeforeEach
  void sixSlotsAreExecuted() {
    replica.hears(orders.next(6, alice));
  }

  /** View 1 begins with so many slots of view 0, and then others of bob's. */
  private Orders viewOne(int kept, int others) {
    Orders next = orders.begin(1, kept);
    next.next(others, bob);
    return next;
  }

  @Test
  @Rule({"R-DURABLE", "R-VOTE", "R-EXCHANGE-2"})
  @DisplayName("\"the log becomes G, `lv = w` [...] the replica unfreezes and sends PREPARE\"")
  void inOneStep() {
    Orders next = viewOne(6, 0);
    Step step = replica.changesTo(next, 6);
    SignedVote vote = group.vote(2, ONE, new Slot(6), orders.historyAt(6));
    assertThat(step.promises(Promise.LogInstalled.class))
        .containsExactly(new Promise.LogInstalled(ONE, new Slot(6), java.util.List.of(), vote));
    assertThat(step.broadcasts(Prepare.class)).containsExactly(new Prepare(vote));
    assertThat(step.tells(RoleMessage.Installed.class))
        .containsExactly(new RoleMessage.Installed(ONE));
    assertThat(step.events(Event.ViewInstalled.class)).hasSize(1);
    assertThat(replica.view()).isEqualTo(ONE);
    assertThat(replica.hears(1, next.next(bob.next())).promises(Promise.Accepted.class)).hasSize(1);
  }

  @Test
  @DisplayName("nothing that is executed and kept is executed again")
  void nothingIsRolledBack() {
    Step step = replica.changesTo(viewOne(6, 0), 6);
    assertThat(step.tells(RoleMessage.Rollback.class)).isEmpty();
    assertThat(step.tells(Execute.class)).isEmpty();
    assertThat(step.events(Event.RolledBack.class)).isEmpty();
  }

  @ParameterizedTest(name = "{0} slots kept: back to {1}")
  @CsvSource({"5, 4", "4, 4", "3, 0", "1, 0", "0, 0"})
  @DisplayName("\"rolls back to the newest snapshot at or before the divergence and runs forward\"")
  void rollsBack(int kept, long snapshot) {
    Step step = replica.changesTo(viewOne(kept, 0), kept);
    assertThat(step.tells(RoleMessage.Rollback.class))
        .containsExactly(new RoleMessage.Rollback(new Slot(snapshot)));
    assertThat(step.tells(Execute.class))
        .extracting(e -> e.slot().number())
        .isEqualTo(java.util.stream.LongStream.rangeClosed(snapshot + 1, kept).boxed().toList());
    assertThat(step.events(Event.RolledBack.class))
        .containsExactly(new Event.RolledBack(ONE, new Slot(6), new Slot(kept)));
    assertThat(replica.accepted()).isEqualTo(kept);
  }

  @Test
  @DisplayName("what wins takes the place of what lost, and is executed at once")
  void anotherSuffix() {
    Orders next = viewOne(5, 2);
    replica.changesTo(next, 7);
    Step step = replica.fetches(next, 6, 7);
    assertThat(replica.holds(next, 7)).isTrue();
    assertThat(step.tells(RoleMessage.Rollback.class))
        .containsExactly(new RoleMessage.Rollback(new Slot(4)));
    assertThat(step.tells(Execute.class))
        .extracting(e -> e.slot().number())
        .containsExactly(5L, 6L, 7L);
    assertThat(step.tells(Execute.class)).extracting(Execute::vote).containsOnlyNulls();
    assertThat(step.tells(Execute.class)).extracting(Execute::view).containsOnly(ONE);
  }

  @Test
  @DisplayName("a slot that waited for agreement is executed when the new log keeps it")
  void anAgreedSlot() {
    replica.hears(orders.agreed(alice.next()));
    Step step = replica.changesTo(viewOne(7, 0), 7);
    assertThat(step.tells(Execute.class)).extracting(e -> e.slot().number()).containsExactly(7L);
  }

  @Test
  @Rule("R-READ")
  @DisplayName("reads wait for all of G; nothing of an older view's is certified in this one")
  void whatStands() {
    replica.hearsPrepares(orders, 6, 0, 1, 3);
    Step step = replica.changesTo(viewOne(6, 0), 6);
    assertThat(step.tells(RoleMessage.Standing.class))
        .last()
        .isEqualTo(new RoleMessage.Standing(ONE, Slot.ZERO, Slot.ZERO, new Slot(6)));
  }

  @Test
  @DisplayName(
      "\"G MUST contain the replica's committed prefix: if not, stop [...] with an alarm\"")
  void alarm() {
    replica.hearsPrepares(orders, 5, 0, 1, 3);
    replica.hearsCommits(orders, 5, 0, 1, 3);
    assertThat(replica.committed()).isEqualTo(5);
    assertThatThrownBy(() -> replica.changesTo(viewOne(4, 0), 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than f replicas are faulty");
  }

  @Test
  @DisplayName("the same where another branch lacks it")
  void alarmForAnotherBranch() {
    replica.hearsPrepares(orders, 5, 0, 1, 3);
    replica.hearsCommits(orders, 5, 0, 1, 3);
    assertThatThrownBy(() -> replica.changesTo(viewOne(4, 3), 7))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest(name = "G of {0} slots of view 0 and {1} others")
  @CsvSource({"3, 0", "3, 4", "0, 6"})
  @DisplayName("the same where that is below a checkpoint that is stable here")
  void alarmForAStableCheckpoint(int kept, int others) {
    replica.hearsPrepares(orders, 4, 0, 1, 3);
    replica.hearsCommits(orders, 4, 0, 1, 3);
    replica.stabilizes(orders, 4);
    assertThatThrownBy(() -> replica.changesTo(viewOne(kept, others), kept + others))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest(name = "G of {0} slots of view 0 and {1} others")
  @CsvSource({"3, 4", "0, 6"})
  @DisplayName("no alarm for what a proof alone shows: it may be of a later view, which is awaited")
  void noAlarmForAProofAlone(int kept, int others) {
    replica.stabilizes(orders, 4);
    replica.changesTo(viewOne(kept, others), kept + others);
    assertThat(replica.view()).as("view 1 is over").isEqualTo(View.ZERO);
    assertThat(replica.stable()).isEqualTo(4);
    replica.changesTo(orders.begin(2, 4), 4, 4);
    assertThat(replica.view()).isEqualTo(new View(2));
  }

  @ParameterizedTest(name = "G of {0} slots")
  @CsvSource({"0", "3"})
  @DisplayName("nor where the checkpoint goes on from G: the group has gone on since")
  void noAlarmForACheckpointBeyondG(int kept) {
    replica.stabilizes(orders, 4);
    replica.changesTo(viewOne(kept, 0), kept);
    assertThat(replica.view()).isEqualTo(ONE);
    assertThat(replica.stable()).isEqualTo(4);
    assertThat(replica.committed()).isEqualTo(4);
  }

  @Test
  @DisplayName("what is committed stays committed, and the last of it may be all of G")
  void theCommittedPrefixAlone() {
    replica.hearsPrepares(orders, 5, 0, 1, 3);
    replica.hearsCommits(orders, 5, 0, 1, 3);
    replica.changesTo(viewOne(5, 0), 5);
    assertThat(replica.committed()).isEqualTo(5);
    assertThat(replica.accepted()).isEqualTo(5);
  }

  @Test
  @DisplayName("messages of the new view that came before its log are taken then")
  void earlyMessages() {
    Orders next = viewOne(5, 1);
    OrderReq seventh = next.next(bob.next());
    replica.leavesFor(1);
    replica.hears(1, seventh);
    replica.hearsPrepares(next, 6, 0, 1, 3);
    replica.hearsCommits(next, 6, 0, 1, 3);
    replica.on(next.enter(6));
    assertThat(replica.view()).as("a batch is lacking").isEqualTo(View.ZERO);
    Step step = replica.fetches(next, 6, 6);
    assertThat(replica.accepted()).isEqualTo(7);
    assertThat(replica.committed()).isEqualTo(6);
    assertThat(step.tells(RoleMessage.ViewStarted.class))
        .containsExactly(new RoleMessage.ViewStarted(ONE));
  }

  @Test
  @DisplayName("of a replica that is not frozen, too: others may be faster")
  void earlyMessagesOfOneThatHasNotLeft() {
    Orders next = viewOne(6, 0);
    replica.hears(1, next.next(bob.next()));
    replica.changesTo(next, 6);
    assertThat(replica.accepted()).isEqualTo(7);
  }

  @Test
  @DisplayName("\"never twice for one w\"; and only the one that it is frozen for")
  void neverTwice() {
    replica.changesTo(viewOne(5, 0), 5);
    assertThat(replica.on(viewOne(4, 0).enter(4)).outputs()).isEmpty();
    replica.leavesFor(2);
    assertThat(replica.on(viewOne(4, 0).enter(4)).outputs()).isEmpty();
    assertThat(replica.accepted()).isEqualTo(5);
  }

  @Test
  @DisplayName("the old primary orders nothing more here, whatever it signed in its view")
  void theOldPrimary() {
    OrderReq old = orders.next(alice.next());
    replica.changesTo(viewOne(6, 0), 6);
    assertThat(replica.hears(0, old).ignored()).containsExactly("of another view");
    assertThat(replica.accepted()).isEqualTo(6);
  }

  @Test
  @DisplayName("views may be skipped")
  void aLaterView() {
    replica.changesTo(orders.begin(5, 6), 6);
    assertThat(replica.view()).isEqualTo(new View(5));
    replica.changesTo(orders.begin(6, 4), 4);
    assertThat(replica.view()).isEqualTo(new View(6));
    assertThat(replica.accepted()).isEqualTo(4);
  }
}
