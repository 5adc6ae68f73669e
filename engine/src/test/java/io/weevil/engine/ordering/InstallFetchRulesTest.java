package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ViewStarted;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What replica 2 of four does while it lacks part of a new view's log (R-INSTALL, R-HOLE). */
@Rule({"R-INSTALL", "R-HOLE"})
class InstallFetchRulesTest {

  private static final TimerKey FETCHING = new TimerKey.Fetching();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));
  private Orders next;

  /** Three slots are here; view 1 begins with these and two more. */
  @BeforeEach
  void twoSlotsAreLacking() {
    replica.hears(orders.next(3, alice));
    next = orders.begin(1, 3);
    next.next(2, bob);
  }

  private Fetch fetch(long slot) {
    return new Fetch(next.at(slot).batch().digest());
  }

  @Test
  @DisplayName("\"Fetch the batches that are missing (R-HOLE, by digest)\": ask the primary")
  void asksThePrimary() {
    Step step = replica.changesTo(next, 5);
    assertThat(step.sends(1, Fetch.class)).containsExactly(fetch(4), fetch(5));
    assertThat(step.broadcasts(Fetch.class)).isEmpty();
    assertThat(replica.waitsFor(FETCHING)).isTrue();
  }

  @Test
  @DisplayName("\"then (timer) everyone\", for what has not come")
  void asksEveryone() {
    replica.changesTo(next, 5);
    replica.fetches(next, 4, 4);
    assertThat(replica.fires(FETCHING).broadcasts(Fetch.class)).containsExactly(fetch(5));
    assertThat(replica.fires(FETCHING).broadcasts(Fetch.class)).containsExactly(fetch(5));
  }

  @Test
  @DisplayName("the new primary asks everyone at once")
  void thePrimaryAsksEveryone() {
    BackupHarness primary = new BackupHarness(group, 1);
    Step step = primary.changesTo(next, 5);
    assertThat(step.broadcasts(Fetch.class)).hasSize(5);
    assertThat(primary.fetches(next, 1, 5).tells(RoleMessage.Lead.class)).hasSize(1);
  }

  @Test
  @DisplayName("\"Then, in one step\": with the last batch, and nothing before it")
  void withTheLastBatch() {
    replica.changesTo(next, 5);
    Step first = replica.fetches(next, 4, 4);
    assertThat(first.outputs()).isEmpty();
    assertThat(replica.accepted()).isEqualTo(3);
    replica.fetches(next, 5, 5);
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.accepted()).isEqualTo(5);
    assertThat(replica.waitsFor(FETCHING)).isFalse();
  }

  @Test
  @DisplayName("\"check the digest before use\": what was not asked for is of no use")
  void whatWasNotAskedFor() {
    assertThat(replica.hears(0, new Fetched(next.at(4).batch())).ignored())
        .containsExactly("not asked for");
    replica.changesTo(next, 5);
    Fetched other = new Fetched(group.batch(TestGroup.NOW, bob.request(7)));
    assertThat(replica.hears(1, other).ignored()).containsExactly("not asked for");
    replica.fetches(next, 4, 4);
    assertThat(replica.fetches(next, 4, 4).ignored()).containsExactly("not asked for");
    assertThat(replica.view()).isEqualTo(View.ZERO);
  }

  @Test
  @DisplayName("what is known already, in whatever view it lost, is not asked for")
  void fromTheShelf() {
    Orders shorter = orders.begin(1, 1);
    replica.changesTo(shorter, 1);
    Orders back = orders.begin(2, 3);
    Step step = replica.changesTo(back, 3);
    assertThat(step.sentToPeers()).noneMatch(Fetch.class::isInstance);
    assertThat(replica.holds(orders, 3)).isTrue();
  }

  @Test
  @DisplayName("a batch that lost is served to others until a checkpoint passes its slot")
  void servesWhatLost() {
    Orders shorter = orders.begin(1, 1);
    replica.changesTo(shorter, 1);
    Fetch lost = new Fetch(orders.at(3).batch().digest());
    assertThat(replica.hears(3, lost).sends(3, Fetched.class))
        .containsExactly(new Fetched(orders.at(3).batch()));
    for (var order : shorter.next(3, new Caller(group.client("carol")))) {
      replica.hears(1, order);
    }
    replica.stabilizes(shorter, 4);
    assertThat(replica.hears(3, lost).ignored()).containsExactly("unknown here");
  }

  @Test
  @DisplayName("an installation that is given up asks for nothing more")
  void givenUp() {
    replica.changesTo(next, 5);
    replica.leavesFor(2);
    assertThat(replica.waitsFor(FETCHING)).isFalse();
    assertThat(replica.fetches(next, 4, 5).ignored())
        .containsExactly("not asked for", "not asked for");
    assertThat(replica.view()).isEqualTo(View.ZERO);
  }

  /** View 1 begins with a checkpoint at 8 and two slots more; all of it is lacking. */
  private Orders aLargeStateIsLacking() {
    Orders far = orders.begin(1, 3);
    far.next(15, bob);
    replica.changesTo(far, 8, 10);
    return far;
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("a view that has started for the others has started, however long this one fetches")
  void startedForTheOthers() {
    Orders far = aLargeStateIsLacking();
    assertThat(replica.hearsCommits(far, 10, 1, 3).tells(ViewStarted.class)).isEmpty();
    assertThat(replica.hearsCommits(far, 10, 3).tells(ViewStarted.class)).as("one twice").isEmpty();
    assertThat(replica.hearsCommits(far, 12, 0).tells(ViewStarted.class))
        .containsExactly(new ViewStarted(new View(1)));
    assertThat(replica.hearsCommits(far, 12, 1).tells(ViewStarted.class)).as("once").isEmpty();
    assertThat(replica.view()).isEqualTo(View.ZERO);
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("COMMITs of another view, or for less than G, say nothing of it")
  void notStarted() {
    Orders far = aLargeStateIsLacking();
    assertThat(replica.hearsCommits(far, 9, 0, 1, 3).tells(ViewStarted.class)).isEmpty();
    Orders other = far.begin(2, 10);
    assertThat(replica.hearsCommits(other, 10, 0, 1, 3).tells(ViewStarted.class)).isEmpty();
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("so has one beyond whose G a checkpoint is proven")
  void goneOnSince() {
    Orders far = aLargeStateIsLacking();
    assertThat(replica.learnsProven(far, 8).tells(ViewStarted.class)).isEmpty();
    assertThat(replica.learnsProven(far, 12).tells(ViewStarted.class))
        .containsExactly(new ViewStarted(new View(1)));
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("what came before the NEW-VIEW counts, too")
  void startedBefore() {
    Orders far = orders.begin(1, 3);
    far.next(7, bob);
    replica.hearsCommits(far, 10, 0, 1, 3);
    assertThat(replica.changesTo(far, 8, 10).tells(ViewStarted.class))
        .containsExactly(new ViewStarted(new View(1)));
  }

  @Test
  @Rule("R-STATE")
  @DisplayName("\"or state (R-STATE) if below the base\"; then the rest of G")
  void stateFirst() {
    Orders far = orders.begin(1, 3);
    far.next(7, bob);
    Step step = replica.changesTo(far, 8, 10);
    assertThat(step.tells(RoleMessage.NeedState.class))
        .contains(new RoleMessage.NeedState(new Slot(8)));
    assertThat(step.sentToPeers()).noneMatch(Fetch.class::isInstance);
    Step restored = replica.restores(far, 8);
    assertThat(replica.view()).as("the rest is lacking").isEqualTo(View.ZERO);
    assertThat(restored.sentToPeers()).filteredOn(Fetch.class::isInstance).hasSize(2);
    Step installed = replica.fetches(far, 9, 10);
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.accepted()).isEqualTo(10);
    assertThat(installed.tells(RoleMessage.Rollback.class)).isEmpty();
  }

  @Test
  @Rule("R-STATE")
  @DisplayName("one that was lied to below the base fetches the state, too")
  void aBranchThatLost() {
    Orders far = orders.begin(1, 2);
    far.next(2, bob);
    replica.hears(orders.next(2, alice));
    Step step = replica.changesTo(far, 4, 4);
    assertThat(step.tells(RoleMessage.NeedState.class))
        .contains(new RoleMessage.NeedState(new Slot(4)));
    replica.restores(far, 4);
    assertThat(replica.view()).isEqualTo(new View(1));
    assertThat(replica.holds(far, 4)).isTrue();
  }

  @Test
  @Rule("R-STATE")
  @DisplayName("batches below the base that nobody keeps any more: the state in their place")
  void batchesThatAreGone() {
    Orders far = orders.begin(1, 3);
    far.next(7, bob);
    replica.leavesFor(1);
    replica.on(new RoleMessage.ProofSeen(replica.proof(far, 8)));
    replica.learnsProven(far, 8);
    RoleMessage.EnterView whole = far.enter(0, 10);
    replica.on(new RoleMessage.EnterView(whole.view(), new Slot(8), whole.log(), whole.end(), 0));
    boolean asked = false;
    for (int attempt = 0; attempt < ReplicaTimers.DEFAULT.holeAttempts(); attempt++) {
      asked |= !replica.fires(FETCHING).tells(RoleMessage.NeedState.class).isEmpty();
    }
    assertThat(asked).isTrue();
  }
}
