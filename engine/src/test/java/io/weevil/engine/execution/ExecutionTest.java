package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.ALICE;
import static io.weevil.engine.execution.ExecutorFixture.BOB;
import static io.weevil.engine.execution.ExecutorFixture.GROUP;
import static io.weevil.engine.execution.ExecutorFixture.LIMITS;
import static io.weevil.engine.execution.ExecutorFixture.batch;
import static io.weevil.engine.execution.ExecutorFixture.digestOf;
import static io.weevil.engine.execution.ExecutorFixture.events;
import static io.weevil.engine.execution.ExecutorFixture.onlyReply;
import static io.weevil.engine.execution.ExecutorFixture.outcomes;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static io.weevil.engine.execution.ExecutorFixture.snapshot;
import static io.weevil.engine.execution.ExecutorFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.Executed;
import io.weevil.engine.role.RoleMessage.StopAnswering;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What executing a slot does: in order, exactly once, the same everywhere. */
@Rule("R-SPECULATE")
class ExecutionTest {

  /** Replica 1 returns the results of numbers 1, 5, 9 … in full. */
  private final ExecutorFixture executor = new ExecutorFixture(1);

  @Test
  void appliesTheOperationsOfTheBatchOneByOneInOrder() {
    Batch batch = batch(new Timestamp(77), request(1, "a", "b"), BOB.request(1, "c"));

    List<Output> outputs = executor.execute(Grade.SPECULATIVE, batch, true);

    assertThat(executor.service.journal())
        .containsExactly("a @s1.0 77", "b @s1.1 77", "c @s1.0 77");
    assertThat(outputs).hasSize(3);
    assertThat(((Output.Reply) outputs.get(0)).to()).isEqualTo(ALICE.id());
    assertThat(((Output.Reply) outputs.get(1)).to()).isEqualTo(BOB.id());
    assertThat(outputs.get(2)).isEqualTo(new Output.Tell(new Executed(new Slot(1))));
  }

  @Test
  void repliesWithTheSlotAndItsHistory() {
    var reply = onlyReply(executor.speculate(request(1, "a")));

    assertThat(reply.view()).isEqualTo(View.ZERO);
    assertThat(reply.slot()).isEqualTo(new Slot(1));
    assertThat(reply.history()).isEqualTo(executor.history);
    assertThat(reply.number()).isEqualTo(1);
    assertThat(reply.grade()).isEqualTo(Grade.SPECULATIVE);
    assertThat(reply.header().header().history()).isEqualTo(executor.history);
    assertThat(outcomes(reply.result().full())).containsExactly("a is entry 1");
    assertThat(reply.result().digest()).isEqualTo(Digests.of(reply.result().full()));
  }

  @Test
  @Rule("R-CLIENT")
  void executesARequestOnceAndAnswersItAgainFromTheCache() {
    executor.speculate(request(1, "a"));

    List<Output> outputs =
        executor.speculate(request(1, "a"), BOB.request(1, "b"), request(1, "a"));

    assertThat(executor.service.journal()).hasSize(2);
    assertThat(replies(outputs)).hasSize(3);
    assertThat(executor.speculate(request(2, "c"), request(2, "c"))).hasSize(3);
    assertThat(executor.service.journal()).hasSize(3);
  }

  @Test
  void neverExecutesAnEndedIncarnation() {
    var restarted = ALICE.restarted();
    executor.speculate(restarted.request(1, "a"));

    List<Output> outputs = executor.speculate(request(1, "b"));

    assertThat(executor.service.journal()).hasSize(1);
    assertThat(replies(outputs)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "9"})
  void refusesEverySlotButTheNext(long slot) {
    executor.executeEmptyUpTo(2);
    Batch batch = batch(TestGroup.NOW);
    Digest history = Digests.chain(executor.history, new Slot(slot), batch.digest());
    Execute outOfTurn =
        new Execute(View.ZERO, new Slot(slot), history, batch, Grade.COMMITTED, null, null);

    assertThatThrownBy(() -> executor.on(outOfTurn))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("s" + slot + " after s2");
  }

  @Test
  void refusesABatchThatDoesNotLeadToTheHistory() {
    Digest other = Digests.of(Bytes.utf8("another branch"));
    Execute lie =
        new Execute(
            View.ZERO, new Slot(1), other, batch(TestGroup.NOW), Grade.COMMITTED, null, null);

    assertThatThrownBy(() -> executor.on(lie))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("history");
  }

  @Test
  @Rule("R-VOTE")
  void letsNoVoteOutThatIsNotItsOwnForTheSlot() {
    Batch batch = batch(TestGroup.NOW);
    Slot one = new Slot(1);
    Digest history = Digests.chain(GROUP.digest(), one, batch.digest());
    var otherReplicas = GROUP.vote(2, View.ZERO, one, history);
    var otherViews = GROUP.vote(1, new View(1), one, history);
    var otherHistorys = GROUP.vote(1, View.ZERO, one, GROUP.digest());

    for (var vote : List.of(otherReplicas, otherViews, otherHistorys)) {
      Execute e = new Execute(View.ZERO, one, history, batch, Grade.SPECULATIVE, vote, null);
      assertThatThrownBy(() -> new ExecutorFixture(1).on(e))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not the own vote");
    }
  }

  @Test
  void refusesARequestOutOfItsClientsOrder() {
    assertThatThrownBy(() -> executor.speculate(request(2, "a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(OperationId.of(request(2, "a")).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "throw, failed: IllegalStateException",
    "malformed, failed: MalformedOperationException: no operation begins with m",
    "unsupported, failed: UnsupportedOperationException",
    "anonymous, failed: RuntimeException",
    "nothing, failed: NullPointerException"
  })
  void anExceptionBecomesTheSameErrorResultEverywhere(String operation, String outcome) {
    List<Output> outputs = executor.speculate(request(1, "a", operation, "b"));
    ExecutorFixture other = new ExecutorFixture(2);

    var reply = onlyReply(outputs);
    assertThat(outcomes(reply.result().full()))
        .containsExactly("a is entry 1", outcome, "b is entry 2");
    assertThat(onlyReply(other.speculate(request(1, "a", operation, "b"))).result().digest())
        .isEqualTo(reply.result().digest());
    assertThat(events(outputs))
        .containsExactly(
            new Event.OperationFailed(
                new OperationId(ALICE.id(), 1), outcome.substring("failed: ".length())));
  }

  @Test
  void anErrorStopsTheReplica() {
    assertThatThrownBy(() -> executor.speculate(request(1, "error")))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aResultThatIsTooLargeBecomesAnErrorAndLeavesTheOthers() {
    String tooMuch = "large " + LIMITS.maxResultBytes();

    Bytes full = onlyReply(executor.speculate(request(1, "a", tooMuch, "b"))).result().full();

    assertThat(outcomes(full))
        .containsExactly("a is entry 1", "failed: result too large", "b is entry 2");
  }

  @Test
  void resultsTogetherKeepToTheLimit() {
    String half = "large " + LIMITS.maxResultBytes() / 2;

    Bytes full = onlyReply(executor.speculate(request(1, half, half, "a"))).result().full();

    assertThat(full.size()).isLessThanOrEqualTo(LIMITS.maxResultBytes());
    assertThat(outcomes(full)).element(1).isEqualTo("failed: result too large");
    assertThat(outcomes(full)).element(2).isEqualTo("a is entry 1");
  }

  @Test
  void manyLongFailuresKeepToTheLimit() {
    String[] operations = new String[1_000];
    java.util.Arrays.fill(operations, "malformed");

    Bytes full = onlyReply(executor.speculate(request(1, operations))).result().full();

    assertThat(full.size()).isLessThanOrEqualTo(LIMITS.maxResultBytes());
    assertThat(outcomes(full)).hasSize(1_000);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void takesASnapshotAtMultiplesOfTheInterval() {
    assertThat(told(executor.executeEmptyUpTo(3))).containsExactly(new Executed(new Slot(3)));

    List<Output> outputs = executor.executeEmptyUpTo(4);

    assertThat(told(outputs)).hasSize(2).first().isEqualTo(new Executed(new Slot(4)));
    assertThat(snapshot(outputs).slot()).isEqualTo(new Slot(4));
    assertThat(snapshot(outputs).history()).isEqualTo(executor.history);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void aSnapshotStaysAsItWasWhenExecutionGoesOn() {
    var taken = snapshot(executor.executeEmptyUpTo(4));
    Digest then = digestOf(taken);

    executor.speculate(request(1, "a"));

    assertThat(digestOf(taken)).isEqualTo(then);
    assertThat(digestOf(snapshot(executor.executeEmptyUpTo(8)))).isNotEqualTo(then);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void equalSlotsAndHistoriesGiveEqualStates() {
    ExecutorFixture other = new ExecutorFixture(3);
    other.stand(0, 0, 0);

    Digest mine = digestOf(snapshot(story(executor, Grade.SPECULATIVE)));
    Digest others = digestOf(snapshot(story(other, Grade.CERTIFIED)));

    assertThat(executor.history).isEqualTo(other.history);
    assertThat(mine).as("whatever replica, grade and vote").isEqualTo(others);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void aServiceThatDiffersGivesAnotherState() {
    ExecutorFixture other = new ExecutorFixture(1);
    other.service.corruptState();

    assertThat(digestOf(snapshot(story(executor, Grade.SPECULATIVE))))
        .isNotEqualTo(digestOf(snapshot(story(other, Grade.SPECULATIVE))));
  }

  @Test
  @Rule("R-CHECKPOINT")
  void theReplyCacheIsPartOfTheState() {
    ExecutorFixture other = new ExecutorFixture(1);
    other.service.corruptResults();

    Digest mine = digestOf(snapshot(story(executor, Grade.SPECULATIVE)));
    Digest others = digestOf(snapshot(story(other, Grade.SPECULATIVE)));

    assertThat(executor.service.journal()).isEqualTo(other.service.journal());
    assertThat(mine).isNotEqualTo(others);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void aReplicaThatHasDivergedExecutesAndSaysNothing() {
    executor.speculate(request(1, "a"));
    executor.on(new StopAnswering(new Slot(0)));

    List<Output> outputs = executor.speculate(request(2, "b"));

    assertThat(executor.service.journal()).hasSize(2);
    assertThat(replies(outputs)).isEmpty();
    assertThat(told(outputs)).containsExactly(new Executed(new Slot(2)));
  }

  @Test
  void theServicesClockNeverGoesBack() {
    executor.execute(Grade.COMMITTED, batch(new Timestamp(90), request(1, "a")), false);
    executor.execute(Grade.COMMITTED, batch(new Timestamp(80), request(2, "b")), false);

    assertThat(executor.service.journal()).containsExactly("a @s1.0 90", "b @s2.0 90");
  }

  private static List<Output> story(ExecutorFixture executor, Grade grade) {
    executor.execute(grade, request(1, "a", "throw"), BOB.request(1, "b"));
    executor.execute(grade);
    executor.execute(grade, request(2, "c"));
    return executor.execute(grade, BOB.request(2, "d"), request(3, "malformed"));
  }
}
