package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.deadline;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callers are told: each one thing, once. */
class CallersTest {

  private static final TestGroup GROUP = TestGroup.of(1, 0);

  /** Two numbers outstanding, one sent at once, bundles of three, four waiting. */
  private final ClientScene scene =
      new ClientScene(GROUP, ClientScene.limits(2, 1, 3, 4), ClientTimers.DEFAULT);

  private String rejected(long ticket) {
    return ((CallOutcome.Rejected) scene.outcomes.get(ticket)).why();
  }

  private String unknown(long ticket) {
    return ((CallOutcome.Unknown) scene.outcomes.get(ticket)).known();
  }

  // rejected

  @Test
  @Rule("R-CLIENT")
  void rejectsWhatOverflowsTheQueue() {
    for (int ticket = 1; ticket <= 9; ticket++) {
      scene.submit(ticket, "op"); // 1 and 2…4 are sent, 5…8 wait
    }
    assertThat(scene.outcomes).containsOnlyKeys(9L);
    assertThat(rejected(9)).contains("4 operations", "max-waiting 4", "try again later");
    assertThat(scene.timers).doesNotContainKey(deadline(9));
  }

  @Test
  void rejectsWhatOverflowsTheQueueInBytes() {
    ClientLimits limits = new ClientLimits(1, 1, 8, 100, 100, 1_000);
    ClientScene small = new ClientScene(GROUP, limits, ClientTimers.DEFAULT);
    small.submit(1, "x");
    small.submit(2, "x".repeat(900));
    small.submit(3, "x".repeat(900));
    assertThat(small.outcomes).containsOnlyKeys(3L);
    assertThat(small.outcomes.get(3L)).isInstanceOf(CallOutcome.Rejected.class);
  }

  @Test
  @Rule("R-CLIENT")
  void rejectsAnOversizedOperationAtOnce() {
    int most = scene.group.limits().maxRequestBytes();
    scene.submit(1, "x".repeat(most));
    assertThat(rejected(1)).contains(most + " bytes", "max-request-bytes " + most);
    assertThat(scene.allSends(ClientMessage.Ask.class)).isEmpty();
  }

  @Test
  @Rule("R-CLIENT")
  void rejectsWhatIsCancelledBeforeItWasSentAndForgetsIt() {
    scene.submit(1, "a");
    scene.submit(2, "b");
    scene.cancel(2);
    assertThat(rejected(2)).isEqualTo("cancelled before it was sent");
    scene.endFast(1, "A");
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(1);
  }

  @Test
  @Rule("R-CLIENT")
  void rejectsWhatWasNotSentByItsDeadline() {
    scene.submit(1, "a");
    scene.submit(2, "b");
    scene.fire(deadline(2));
    assertThat(rejected(2)).startsWith("its deadline passed before it was sent");
  }

  // unknown

  @Test
  @Rule("R-CLIENT")
  void saysUnknownOfWhatIsCancelledAfterItWasSentAndResendsIt() {
    scene.submit(1, "a");
    scene.cancel(1);
    assertThat(unknown(1)).startsWith("cancelled after it was sent");
    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.Ask.class)).hasSize(1);
  }

  @Test
  @Rule("R-CLIENT")
  void saysWhatToCheckWhenNoReplicaHasAnsweredAtAll() {
    scene.submit(1, "a");
    scene.fire(deadline(1));
    assertThat(unknown(1)).contains("no replica has answered at all", "client.example:7000");
  }

  @Test
  @Rule("R-CLIENT")
  void saysThatTheGroupDoesNotAgreeWhenSomeHaveAnswered() {
    scene.submit(1, "a");
    scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
    scene.fire(deadline(1));
    assertThat(unknown(1)).contains("has not answered with one voice in time");
  }

  @Test
  @Rule("R-CLIENT")
  void endsACallOnce() {
    scene.submit(1, "a");
    scene.fire(deadline(1));
    scene.cancel(1);
    scene.endFast(1, "A");
    scene.on(new ClientInput.TimerFired(deadline(1)));
    assertThat(scene.outcomes).hasSize(1); // the scene throws at a second outcome
  }

  @Test
  void refusesATicketThatIsInUse() {
    scene.submit(1, "a");
    assertThatThrownBy(() -> scene.submit(1, "b")).hasMessageContaining("ticket 1 is in use");
    scene.endFast(1, "A");
    scene.outcomes.clear();
    scene.submit(1, "c");
  }

  // status

  @Test
  void passesStatusReportsOn() {
    scene.on(new ClientInput.QueryStatus(77));
    assertThat(scene.broadcasts(ClientMessage.StatusQuery.class))
        .containsExactly(new ClientMessage.StatusQuery(77));
    StatusReport report =
        new StatusReport(
            77,
            V0,
            Track.AGREED,
            Slot.ZERO,
            Slot.ZERO,
            Slot.ZERO,
            Slot.ZERO,
            Slot.ZERO,
            A,
            Health.WELL);
    assertThat(scene.receive(2, report))
        .containsExactly(new Output.Tell(new RoleMessage.StatusReported(new ReplicaId(2), report)));
  }

  // input that makes no sense

  @Test
  void saysWhatIsWrongWithItsConfiguration() {
    assertThatThrownBy(
            () -> new ClientScene(GROUP, ClientScene.limits(257, 1, 1, 1), ClientTimers.DEFAULT))
        .hasMessage("max-outstanding must be at most the group's client-window (256), not 257");
    assertThatThrownBy(() -> ClientScene.limits(4, 5, 1, 1))
        .hasMessage("eager-requests must be 1 … max-outstanding (4), not 5");
    Duration ms = Duration.ofMillis(1);
    assertThatThrownBy(
            () -> new ClientTimers(ms, ms, ms, ms.multipliedBy(3), ms.multipliedBy(2), ms))
        .hasMessageStartingWith(
            "first-retransmission must lie in min-retransmission … max-retransmission");
    assertThatThrownBy(() -> new ClientTimers(Duration.ZERO, ms, ms, ms, ms, ms))
        .hasMessage("min-fast must be more than 0, not PT0S");
  }

  @Test
  void refusesAReplicasTimer() {
    assertThatThrownBy(() -> scene.on(new ClientInput.TimerFired(new TimerKey.BatchDelay())))
        .hasMessageContaining("no timer of a client");
  }

  @Test
  void ignoresWhoIsNoReplica() {
    scene.submit(1, "a");
    for (int stranger = 4; stranger < 12; stranger++) {
      List<Output> outputs =
          scene.receive(stranger, scene.graded(Grade.COMMITTED, stranger, V0, A, 1, "A"));
      assertThat(outputs).singleElement().isInstanceOf(Output.Report.class);
    }
    assertThat(scene.outcomes).isEmpty();
  }
}
