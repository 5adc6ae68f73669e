package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.ALICE;
import static io.weevil.engine.execution.ExecutorFixture.BOB;
import static io.weevil.engine.execution.ExecutorFixture.digestOf;
import static io.weevil.engine.execution.ExecutorFixture.onlyReadReply;
import static io.weevil.engine.execution.ExecutorFixture.onlyReply;
import static io.weevil.engine.execution.ExecutorFixture.outcomes;
import static io.weevil.engine.execution.ExecutorFixture.readRequest;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static io.weevil.engine.execution.ExecutorFixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage.AnswerAgain;
import io.weevil.engine.role.RoleMessage.Freeze;
import io.weevil.engine.role.RoleMessage.Read;
import io.weevil.engine.role.RoleMessage.Rollback;
import io.weevil.engine.role.RoleMessage.Stabilized;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The executor between two views: frozen, rolled back, and gone on (R-FROZEN, R-INSTALL); K = 4.
 */
@Rule("R-INSTALL")
class RollbackTest {

  private final ExecutorFixture executor = new ExecutorFixture(1);

  /** Back to a state that the fixture remembers. */
  private List<Output> rollsBack(long slot, Digest history) {
    List<Output> outputs = executor.on(new Rollback(new Slot(slot)));
    executor.slot = new Slot(slot);
    executor.history = history;
    return outputs;
  }

  private List<Output> askAgain(long number) {
    return executor.on(new AnswerAgain(ALICE.id(), number));
  }

  @Test
  @DisplayName("\"the executed state rolls back [...] and runs forward\"")
  void theState() {
    executor.speculate(request(1, "a"));
    executor.executeEmptyUpTo(4);
    Digest atFour = executor.history;
    executor.speculate(request(2, "lost"));
    rollsBack(4, atFour);
    assertThat(executor.service.journal()).hasSize(1);
    executor.speculate(BOB.request(1, "b"));
    assertThat(executor.service.journal()).hasSize(2).noneMatch(entry -> entry.contains("lost"));
  }

  @Test
  @Rule("R-CLIENT")
  @DisplayName("the reply cache goes back, too: what lost is executed when it comes again")
  void theReplyCache() {
    executor.executeEmptyUpTo(4);
    Digest atFour = executor.history;
    executor.speculate(request(1, "first"));
    rollsBack(4, atFour);
    assertThat(askAgain(1)).as("no reply that no log contains").isEmpty();
    executor.speculate();
    var again = onlyReply(executor.speculate(request(1, "first")));
    assertThat(again.slot()).isEqualTo(new Slot(6));
    assertThat(outcomes(again.result().full())).containsExactly("first is entry 1");
  }

  @Test
  @DisplayName("back to the beginning, where nothing is stable")
  void toTheBeginning() {
    executor.speculate(request(1, "a"));
    executor.executeEmptyUpTo(6);
    rollsBack(0, ExecutorFixture.GROUP.digest());
    assertThat(executor.service.journal()).isEmpty();
    assertThat(replies(executor.speculate(request(1, "a")))).hasSize(1);
  }

  @Test
  @DisplayName("the same log gives the same state, gone back or not")
  @Rule("R-CHECKPOINT")
  void theSameState() {
    ExecutorFixture straight = new ExecutorFixture(2);
    for (ExecutorFixture each : List.of(executor, straight)) {
      each.speculate(request(1, "a"));
      each.executeEmptyUpTo(4);
    }
    Digest atFour = executor.history;
    executor.speculate(request(2, "lost"), BOB.request(1, "lost"));
    rollsBack(4, atFour);
    executor.speculate(request(2, "b"));
    straight.speculate(request(2, "b"));
    assertThat(digestOf(snapshot(executor.executeEmptyUpTo(8))))
        .isEqualTo(digestOf(snapshot(straight.executeEmptyUpTo(8))));
  }

  @Test
  @DisplayName("a snapshot of the branch that lost is none to go back to")
  void snapshotsThatLost() {
    executor.executeEmptyUpTo(8);
    rollsBack(0, ExecutorFixture.GROUP.digest());
    assertThatThrownBy(() -> executor.on(new Rollback(new Slot(8))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("told to go back to s8");
  }

  @Test
  @DisplayName("where a snapshot was one too many, what led there is executed again, and unsaid")
  void noSnapshotIsLeft() {
    ExecutorFixture straight = new ExecutorFixture(2);
    for (ExecutorFixture each : List.of(executor, straight)) {
      each.speculate(request(1, "a"));
      each.executeEmptyUpTo(5);
      each.speculate(request(2, "b"), request(3, "throw"));
      each.executeEmptyUpTo(8);
    }
    Digest atEight = executor.history;
    executor.executeEmptyUpTo(100);
    assertThat(rollsBack(8, atEight)).as("all has been said before").isEmpty();
    assertThat(digestOf(snapshot(executor.executeEmptyUpTo(12))))
        .isEqualTo(digestOf(snapshot(straight.executeEmptyUpTo(12))));
  }

  @Test
  @DisplayName("what a stable snapshot has passed is gone: better no replica than a wrong state")
  void belowTheStableSnapshot() {
    executor.executeEmptyUpTo(8);
    executor.on(new Stabilized(new Slot(8), executor.history));
    assertThatThrownBy(() -> executor.on(new Rollback(new Slot(4))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("s8 is stable");
  }

  @Test
  @DisplayName("a stable snapshot stays, however many come after it")
  void theStableSnapshotStays() {
    executor.executeEmptyUpTo(4);
    Digest atFour = executor.history;
    executor.on(new Stabilized(new Slot(4), atFour));
    executor.executeEmptyUpTo(12);
    rollsBack(4, atFour);
    assertThat(executor.executeEmptyUpTo(5)).isNotEmpty();
  }

  @Test
  @Rule({"R-VOTE", "R-SPECULATE"})
  @DisplayName("a vote of the branch that lost is not shown for the slot that took its place")
  void votesThatLost() {
    executor.speculate(request(1, "a"));
    rollsBack(0, ExecutorFixture.GROUP.digest());
    executor.execute(
        Grade.SPECULATIVE, ExecutorFixture.batch(TestGroup.NOW, request(1, "b")), false);
    assertThat(askAgain(1)).as("executed, and not voted for").isEmpty();
  }

  @Test
  @Rule("R-FROZEN")
  @DisplayName("\"To clients it answers COMMITTED, or bytes that it had signed before\"")
  void frozenGrades() {
    executor.speculate(request(1, "a"));
    executor.speculate(request(2, "b"));
    executor.speculate(request(3, "c"));
    executor.stand(2, 1, 2);
    executor.on(new Freeze(View.ZERO));
    assertThat(onlyReply(askAgain(1)).grade()).isEqualTo(Grade.COMMITTED);
    var second = onlyReply(askAgain(2));
    assertThat(second.grade()).as("certified before, and not now").isEqualTo(Grade.SPECULATIVE);
    assertThat(second.vote()).as("signed before").isNotNull();
    assertThat(onlyReply(askAgain(3)).view()).as("\"In every reply v = lv\"").isEqualTo(View.ZERO);
  }

  @Test
  @Rule({"R-FROZEN", "R-READ"})
  @DisplayName("reads that wait are dropped when the view ends, and not answered in the next")
  void readsAreDropped() {
    executor.stand(2, 0, 2);
    executor.on(new Read(readRequest(1, "get"), new Slot(2)));
    List<Output> outputs = executor.on(new Freeze(View.ZERO));
    assertThat(ExecutorFixture.events(outputs)).hasSize(1);
    executor.speculate(request(1, "a"));
    assertThat(replies(executor.speculate(request(2, "b"))))
        .noneMatch(io.weevil.engine.message.ReplyMessage.ReadReply.class::isInstance);
  }

  @Test
  @Rule("R-READ")
  @DisplayName("what an older view acknowledged and lost keeps no read of the new one waiting")
  void acknowledgedBelongsToAView() {
    executor.speculate(request(1, "a"));
    executor.stand(0, 0, 7);
    executor.on(new Freeze(View.ZERO));
    executor.view = new View(1);
    executor.stand(0, 0, 1);
    Output.Reply reply =
        (Output.Reply) executor.on(new Read(readRequest(1, "get"), new Slot(1))).get(0);
    assertThat(reply.message()).isInstanceOf(io.weevil.engine.message.ReplyMessage.ReadReply.class);
  }

  @Test
  @Rule("R-READ")
  @DisplayName("\"executed all of G\": until then the read waits")
  void readsWaitForTheInstalledLog() {
    executor.view = new View(1);
    executor.stand(0, 0, 2);
    executor.execute(Grade.SPECULATIVE, ExecutorFixture.batch(TestGroup.NOW), false);
    assertThat(executor.on(new Read(readRequest(1, "get"), new Slot(2)))).isEmpty();
    List<Output> outputs =
        executor.execute(
            Grade.SPECULATIVE,
            ExecutorFixture.batch(TestGroup.NOW.plus(java.time.Duration.ofSeconds(1))),
            false);
    assertThat(onlyReadReply(outputs).view()).isEqualTo(new View(1));
  }
}
