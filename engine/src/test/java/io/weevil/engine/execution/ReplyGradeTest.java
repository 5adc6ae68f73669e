package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.ALICE;
import static io.weevil.engine.execution.ExecutorFixture.BOB;
import static io.weevil.engine.execution.ExecutorFixture.batch;
import static io.weevil.engine.execution.ExecutorFixture.onlyReply;
import static io.weevil.engine.execution.ExecutorFixture.outcomes;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage.AnswerAgain;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.role.RoleMessage.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reply claims, today and when it is asked for again. */
class ReplyGradeTest {

  private final ExecutorFixture executor = new ExecutorFixture(2);

  /** Slot 3 is executed with a grade while slots are certified and committed up to some other. */
  @ParameterizedTest(name = "executed {0}, certified to {1}, committed to {2}: {3}")
  @CsvSource({
    "SPECULATIVE, 0, 0, SPECULATIVE",
    "SPECULATIVE, 2, 2, SPECULATIVE",
    "SPECULATIVE, 3, 0, CERTIFIED",
    "SPECULATIVE, 3, 3, COMMITTED",
    "SPECULATIVE, 0, 5, COMMITTED",
    "CERTIFIED, 0, 0, CERTIFIED",
    "CERTIFIED, 3, 2, CERTIFIED",
    "CERTIFIED, 3, 3, COMMITTED",
    "COMMITTED, 0, 0, COMMITTED"
  })
  @Rule({"R-SPECULATE", "R-AGREE"})
  void theGradeIsTheBestThatHolds(Grade executed, long certified, long committed, Grade expected) {
    executor.executeEmptyUpTo(2);
    executor.stand(certified, committed, 0);

    SpecResponse reply = onlyReply(executor.execute(executed, request(1, "a")));

    assertThat(reply.grade()).isEqualTo(expected);
    SpecResponse again = onlyReply(askAgain(1));
    assertThat(again.grade()).as("asked again").isEqualTo(expected);
    assertThat(again.vote() != null).isEqualTo(expected == Grade.SPECULATIVE);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 1", "1, 5", "2, 2", "3, 3", "3, 7"})
  @Rule("R-CLIENT")
  void oneReplicaReturnsTheFullResultTheOthersItsDigest(int designated, long number) {
    for (int replica = 0; replica < 4; replica++) {
      ExecutorFixture each = new ExecutorFixture(replica);
      for (long before = 1; before < number; before++) {
        each.speculate(request(before, "earlier"));
      }
      SpecResponse reply = onlyReply(each.speculate(request(number, "a")));
      assertThat(reply.result().full() != null).isEqualTo(replica == designated);
    }
  }

  @Test
  @Rule("R-CLIENT")
  void aClientThatAsksAgainGetsTheFullResult() {
    SpecResponse first = onlyReply(executor.speculate(request(1, "a")));

    SpecResponse again = onlyReply(askAgain(1));

    assertThat(first.result().full()).isNull();
    assertThat(outcomes(again.result().full())).containsExactly("a is entry 1");
    assertThat(again.result().digest()).isEqualTo(first.result().digest());
    assertThat(again.header()).isEqualTo(first.header());
  }

  @Test
  @Rule("R-LATE")
  void aVoteIsSignedForWhoAsksAgainAndForThatClientsNextRequests() {
    assertThat(onlyReply(executor.speculate(request(1, "a"))).vote()).isNull();

    assertThat(onlyReply(askAgain(1)).vote())
        .isEqualTo(ExecutorFixture.GROUP.vote(2, View.ZERO, new Slot(1), executor.history));

    assertThat(onlyReply(executor.speculate(request(2, "b"))).vote()).isNotNull();
    assertThat(onlyReply(executor.speculate(BOB.request(1, "b"))).vote()).isNull();
    executor.executeEmptyUpTo(1 + VoteWishes.SLOTS);
    assertThat(onlyReply(executor.speculate(request(3, "c"))).vote()).as("long ago").isNull();
  }

  @Test
  @Rule("R-CLIENT")
  void nothingIsSaidOfWhatIsNotInTheCache() {
    executor.speculate(request(1, "a"));

    assertThat(askAgain(2)).isEmpty();
    assertThat(executor.on(new AnswerAgain(BOB.id(), 1))).isEmpty();
    assertThat(executor.on(new AnswerAgain(ALICE.restarted().id(), 1))).isEmpty();
    for (long number = 2; number <= 5; number++) {
      executor.speculate(request(number, "b"));
    }
    assertThat(askAgain(1)).as("the window is 4").isEmpty();
    assertThat(replies(askAgain(2))).hasSize(1);
  }

  @Test
  @Rule({"R-CLIENT", "R-FROZEN"})
  void answersOfTodayCarryTodaysView() {
    executor.speculate(request(1, "a"));

    executor.on(new Standing(new View(3), new Slot(1), Slot.ZERO, Slot.ZERO));

    assertThat(onlyReply(askAgain(1)).view()).isEqualTo(new View(3));
    assertThat(onlyReply(askAgain(1)).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule({"R-SPECULATE", "R-VOTE"})
  void anOlderViewsVoteIsNotShownInANewerView() {
    executor.speculate(request(1, "a"));

    executor.on(new Standing(new View(1), Slot.ZERO, Slot.ZERO, Slot.ZERO));

    assertThat(askAgain(1)).as("neither certified nor voted for in view 1").isEmpty();
  }

  @Test
  @Rule({"R-SPECULATE", "R-VOTE"})
  void aSlotOfTheInstalledLogIsAnsweredOnceItIsCertified() {
    List<Output> outputs =
        executor.execute(Grade.SPECULATIVE, batch(TestGroup.NOW, request(1, "a")), false);
    assertThat(replies(outputs)).isEmpty();
    assertThat(askAgain(1)).isEmpty();

    executor.stand(1, 0, 0);

    assertThat(onlyReply(askAgain(1)).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  void votesAreKeptForOneWindowOfSlots() {
    executor.speculate(request(1, "a"));
    executor.executeEmptyUpTo(8);
    assertThat(onlyReply(askAgain(1)).grade()).isEqualTo(Grade.SPECULATIVE);

    executor.executeEmptyUpTo(9);

    assertThat(askAgain(1)).isEmpty();
  }

  @Test
  @Rule("R-AGREE")
  void aCertificateOfAnOlderViewDoesNotCount() {
    executor.execute(Grade.CERTIFIED, request(1, "a"));
    executor.view = new View(1);

    executor.speculate(request(2, "b"));

    assertThat(askAgain(1)).isEmpty();
  }

  @Test
  @Rule("R-CHECKPOINT")
  void whatIsStableIsCommitted() {
    executor.speculate(request(1, "a"));
    executor.executeEmptyUpTo(4);

    executor.on(new Stabilized(new Slot(4), executor.history));

    SpecResponse again = onlyReply(askAgain(1));
    assertThat(again.grade()).isEqualTo(Grade.COMMITTED);
    assertThat(again.vote()).isNull();
  }

  @Test
  void aStandingToldBeforeAStableSlotWasKnownTakesNothingBack() {
    executor.speculate(request(1, "a"));
    executor.executeEmptyUpTo(4);
    executor.on(new Stabilized(new Slot(4), executor.history));

    executor.stand(0, 0, 0);

    assertThat(onlyReply(askAgain(1)).grade()).isEqualTo(Grade.COMMITTED);
  }

  @Test
  void theViewNeverGoesBack() {
    executor.on(new Standing(new View(2), Slot.ZERO, Slot.ZERO, Slot.ZERO));

    assertThatThrownBy(() -> executor.stand(0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("v0");
    assertThatThrownBy(() -> executor.speculate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("v0");
  }

  private List<Output> askAgain(long number) {
    return executor.on(new AnswerAgain(ALICE.id(), number));
  }
}
