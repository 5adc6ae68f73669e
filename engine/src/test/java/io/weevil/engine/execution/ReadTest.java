package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.GROUP;
import static io.weevil.engine.execution.ExecutorFixture.events;
import static io.weevil.engine.execution.ExecutorFixture.onlyReadReply;
import static io.weevil.engine.execution.ExecutorFixture.outcomes;
import static io.weevil.engine.execution.ExecutorFixture.readRequest;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage.Read;
import io.weevil.engine.role.RoleMessage.Standing;
import io.weevil.engine.role.RoleMessage.StopAnswering;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Rule("R-READ")
class ReadTest {

  /** Replica 1 returns the results of numbers 1, 5, 9 … in full. */
  private final ExecutorFixture executor = new ExecutorFixture(1);

  @Test
  void theEmptyLogIsReadAtSlotZeroAndIsCommitted() {
    ReadReply reply = onlyReadReply(read(1, 0));

    assertThat(reply)
        .isEqualTo(
            new ReadReply(
                View.ZERO, Slot.ZERO, GROUP.digest(), 1, reply.result(), Grade.COMMITTED));
    assertThat(outcomes(reply.result().full())).containsExactly("0");
  }

  @Test
  void aReadWaitsUntilItsSlotIsExecuted() {
    assertThat(read(1, 2)).isEmpty();
    assertThat(replies(executor.speculate())).isEmpty();

    ReadReply reply = onlyReadReply(executor.speculate());

    assertThat(reply.slot()).isEqualTo(new Slot(2));
    assertThat(reply.history()).isEqualTo(executor.history);
    assertThat(replies(executor.speculate())).as("answered once").isEmpty();
  }

  /** A write that ended with this replica's COMMIT or LOCAL-COMMIT must not be missed. */
  @Test
  void aReadWaitsForWhatWasAcknowledgedMeanwhile() {
    executor.speculate();
    read(1, 2);
    executor.stand(3, 0, 3);

    assertThat(replies(executor.speculate())).as("slot 2: acknowledged is 3").isEmpty();
    assertThat(onlyReadReply(executor.speculate()).slot()).isEqualTo(new Slot(3));
  }

  @Test
  void aReadThatComesAfterAnAcknowledgementWaitsForIt() {
    executor.stand(1, 0, 1);

    assertThat(read(1, 0)).isEmpty();
    assertThat(replies(executor.speculate())).hasSize(1);
  }

  @ParameterizedTest(name = "certified to {0}, committed to {1}: {2}")
  @CsvSource({"0, 0, SPECULATIVE", "1, 1, SPECULATIVE", "2, 0, CERTIFIED", "2, 2, COMMITTED"})
  void theGradeIsThatOfTheLatestExecutedSlot(long certified, long committed, Grade grade) {
    executor.executeEmptyUpTo(2);
    executor.stand(certified, committed, 0);

    assertThat(onlyReadReply(read(1, 0)).grade()).isEqualTo(grade);
  }

  @Test
  @Rule("R-CLIENT")
  void oneReplicaReturnsTheFullResultTheOthersItsDigest() {
    assertThat(onlyReadReply(read(5, 0)).result().full()).isNotNull();
    assertThat(onlyReadReply(read(6, 0)).result().full()).isNull();
  }

  @Test
  void whatIsNoReadIsToBeOrdered() {
    Request mixed = readRequest(1, "size", "append", "throw");

    ReadReply reply = onlyReadReply(executor.on(new Read(mixed, Slot.ZERO)));

    assertThat(outcomes(reply.result().full()))
        .containsExactly(
            "0", "failed: not a read: have it ordered", "failed: IllegalArgumentException");
    assertThat(executor.service.journal()).isEmpty();
  }

  @Test
  void aReadIsNeitherCachedNorCounted() {
    read(1, 0);

    assertThat(replies(executor.speculate(request(1, "a")))).hasSize(1);
    assertThat(executor.service.journal()).hasSize(1);
  }

  @Test
  void readsBeyondTheBoundAreDroppedAndReported() {
    Output lastOfOneClient = null;
    for (int number = 1; number <= WaitingReads.CAPACITY_OF_A_CLIENT + 1; number++) {
      List<Output> outputs = executor.on(new Read(read("alice", number), new Slot(1)));
      lastOfOneClient = outputs.isEmpty() ? null : outputs.get(0);
    }
    assertThat(lastOfOneClient)
        .isEqualTo(
            new Output.Report(
                new Event.Ignored("executor", MessageKind.REQUEST, "too many reads wait")));

    int waiting = WaitingReads.CAPACITY_OF_A_CLIENT;
    for (int client = 0; waiting < WaitingReads.CAPACITY; client++) {
      for (int number = 1; number <= 128; number++, waiting++) {
        assertThat(executor.on(new Read(read("client " + client, number), new Slot(1)))).isEmpty();
      }
    }
    assertThat(executor.on(new Read(read("late", 1), new Slot(1)))).contains(lastOfOneClient);
    assertThat(replies(executor.speculate())).hasSize(WaitingReads.CAPACITY);
    assertThat(replies(executor.on(new Read(read("late", 1), new Slot(1)))))
        .as("there is room again")
        .hasSize(1);
  }

  @Test
  void aReadAskedAgainWaitsOnce() {
    read(1, 2);
    read(1, 3);
    read(1, 1);
    executor.executeEmptyUpTo(2);

    assertThat(replies(executor.speculate())).hasSize(1);
  }

  @Test
  void aNewViewDropsTheReadsOfTheOld() {
    read(1, 1);

    List<Output> outputs = executor.on(new Standing(new View(1), Slot.ZERO, Slot.ZERO, Slot.ZERO));

    assertThat(events(outputs)).hasSize(1);
    executor.view = new View(1);
    assertThat(replies(executor.speculate())).isEmpty();
  }

  @Test
  @Rule("R-CHECKPOINT")
  void aReplicaThatHasDivergedReadsNothing() {
    read(1, 1);

    assertThat(events(executor.on(new StopAnswering(Slot.ZERO)))).hasSize(1);
    assertThat(replies(executor.speculate())).isEmpty();
    assertThat(events(read(2, 0))).hasSize(1);
  }

  private List<Output> read(long number, long after) {
    return executor.on(new Read(readRequest(number, "size"), new Slot(after)));
  }

  /** Unsigned, for there are many: the executor sees authentic requests only. */
  private static Request read(String client, long number) {
    Request signed = readRequest(1, "size");
    var id =
        new io.weevil.engine.model.ClientId(
            io.weevil.engine.crypto.Digests.of(Bytes.utf8(client)), 1);
    return new Request(
        id,
        number,
        Request.Kind.READ,
        signed.operations(),
        signed.admission(),
        signed.encoded(),
        signed.digest());
  }
}
