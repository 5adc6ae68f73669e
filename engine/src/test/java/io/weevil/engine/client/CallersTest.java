package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.deadline;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers are told, and how their operations are bundled. */
class CallersTest {

  private static final TestGroup GROUP = TestGroup.of(1, 0);

  /** Two numbers outstanding, one sent at once, bundles of three, four waiting. */
  private final ClientScene scene =
      new ClientScene(GROUP, ClientScene.limits(2, 1, 3, 4), ClientTimers.DEFAULT);

  private List<List<String>> bundlesSent(List<Output> outputs) {
    return scene.sends(ClientMessage.Ask.class).stream()
        .map(
            send ->
                ((ClientMessage.Ask) send.message())
                    .request().operations().stream().map(Bytes::toUtf8).toList())
        .toList();
  }

  private String rejected(long ticket) {
    return ((CallOutcome.Rejected) scene.outcomes.get(ticket)).why();
  }

  private String unknown(long ticket) {
    return ((CallOutcome.Unknown) scene.outcomes.get(ticket)).known();
  }

  // bundling

  @Test
  @Rule("R-CLIENT")
  void sendsAtOnceWhenIdleAndGathersWhileBusy() {
    assertThat(bundlesSent(scene.submit(1, "a"))).containsExactly(List.of("a"));
    assertThat(bundlesSent(scene.submit(2, "b"))).isEmpty();
    assertThat(bundlesSent(scene.submit(3, "c"))).isEmpty();
    scene.endFast(1, "A");
    assertThat(bundlesSent(List.of())).containsExactly(List.of("b", "c"));
    scene.endFast(2, "B|C");
    assertThat(scene.result(2)).isEqualTo("B");
    assertThat(scene.result(3)).isEqualTo("C");
  }

  @Test
  @Rule("R-CLIENT")
  void sendsAFullBundleWithoutWaiting() {
    scene.submit(1, "a");
    scene.submit(2, "b");
    scene.submit(3, "c");
    assertThat(bundlesSent(scene.submit(4, "d"))).containsExactly(List.of("b", "c", "d"));
  }

  @Test
  @Rule("R-CLIENT")
  void keepsNoMoreNumbersOutstandingThanItsWindow() {
    for (int ticket = 1; ticket <= 8; ticket++) {
      scene.submit(ticket, "op");
    }
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(2);
  }

  @Test
  @Rule("R-CLIENT")
  void countsTheWindowFromTheLowestNumberThatIsNotDone() {
    for (int ticket = 1; ticket <= 4; ticket++) {
      scene.submit(ticket, "op");
    }
    scene.endFast(2, "B|C|D"); // number 1 is still outstanding
    scene.submit(5, "op");
    scene.submit(6, "op");
    scene.submit(7, "op");
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(2);
    scene.endFast(1, "A");
    assertThat(scene.allSends(ClientMessage.Ask.class)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(RequestAuthentication.class)
  void bundlesAsManyBytesAsARequestMayHaveAndNoMore(RequestAuthentication authentication) {
    TestGroup group = TestGroup.of(1, 0, authentication, Limits.DEFAULT, 7);
    ClientScene large =
        new ClientScene(group, ClientScene.limits(8, 1, 64, 100), ClientTimers.DEFAULT);
    large.submit(1, "x".repeat(130_000));
    for (int ticket = 2; ticket < 10; ticket++) {
      large.submit(ticket, "x".repeat(40_000));
    }
    List<Request> sent =
        large.allSends(ClientMessage.Ask.class).stream()
            .map(s -> ((ClientMessage.Ask) s.message()).request())
            .toList();
    assertThat(sent).extracting(request -> request.operations().size()).containsExactly(1, 3, 3);
    assertThat(sent)
        .allMatch(request -> request.encoded().size() <= Limits.DEFAULT.maxRequestBytes());
  }

  @Test
  void bundlesFewerOperationsWhenResultsAreLarge() {
    ClientScene wide =
        new ClientScene(GROUP, ClientScene.limits(8, 1, 64, 1_000), ClientTimers.DEFAULT);
    wide.submit(1, "op");
    wide.endFast(1, "r".repeat(40_000)); // three of these fit into max-result-bytes
    for (int ticket = 2; ticket <= 10; ticket++) {
      wide.submit(ticket, "op");
    }
    assertThat(wide.allSends(ClientMessage.Ask.class))
        .extracting(send -> ((ClientMessage.Ask) send.message()).request().operations().size())
        .containsExactly(1, 1, 3, 3);
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

  // refusals

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void rejectsWhatWasNotSentWhenWeakReplicasRefuseTheClient(Refusal why) {
    scene.submit(1, "a");
    scene.submit(2, "b");
    scene.receive(0, new Refused(why));
    assertThat(scene.outcomes).isEmpty();
    scene.receive(1, new Refused(why));
    assertThat(scene.outcomes).containsOnlyKeys(2L);
    assertThat(rejected(2)).startsWith("the group refuses this client: ").contains(";");

    scene.submit(3, "c");
    assertThat(rejected(3)).isEqualTo(rejected(2));
    scene.fire(deadline(1));
    assertThat(unknown(1)).contains(rejected(2));
  }

  @Test
  void believesNeitherOneReplicaNorTwoThatSayDifferentThings() {
    scene.receive(0, new Refused(Refusal.OBSOLETE_INCARNATION));
    scene.receive(0, new Refused(Refusal.OBSOLETE_INCARNATION));
    scene.receive(1, new Refused(Refusal.TOO_MANY_CLIENTS));
    scene.submit(1, "a");
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  void forgetsARefusalWhenItIsServedOrNotRenewed() {
    scene.receive(0, new Refused(Refusal.CERTIFICATE_EXPIRED));
    scene.receive(1, new Refused(Refusal.CERTIFICATE_EXPIRED));
    scene.submit(1, "a");
    assertThat(rejected(1)).contains("certificate is not valid");
    scene.after(Duration.ofMinutes(1)).submit(2, "b");
    assertThat(scene.outcomes).doesNotContainKey(2L);

    scene.receive(0, new Refused(Refusal.CERTIFICATE_EXPIRED));
    scene.receive(1, new Refused(Refusal.CERTIFICATE_EXPIRED));
    scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
    scene.submit(3, "c");
    assertThat(scene.outcomes).doesNotContainKey(3L);
  }

  @Test
  void neverForgetsThatItsIncarnationIsObsolete() {
    scene.receive(0, new Refused(Refusal.OBSOLETE_INCARNATION));
    scene.receive(1, new Refused(Refusal.OBSOLETE_INCARNATION));
    scene.after(Duration.ofDays(1)).submit(1, "a");
    assertThat(rejected(1)).contains("a newer client has been started with the same key");
  }

  // introductions

  @Test
  @Rule("R-CLIENT-4")
  void introducesItselfToAllAtTheStartAndToTheSilentPeriodically() {
    scene.start();
    assertThat(scene.broadcasts(ClientMessage.Hello.class)).hasSize(1);
    scene.receive(2, new Refused(Refusal.TOO_MANY_CLIENTS));
    scene.fire(new TimerKey.Introduction());
    assertThat(scene.sends(ClientMessage.Hello.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(0), new ReplicaId(1), new ReplicaId(3));
    assertThat(scene.timers).containsKey(new TimerKey.Introduction());
  }

  @Test
  @Rule("R-CLIENT-4")
  void introducesItselfAgainToAReplicaThatFellSilentWhileOthersSpoke() {
    scene.start();
    scene.submit(1, "a");
    scene.endFast(1, "A");
    scene.fire(new TimerKey.Introduction());
    assertThat(scene.sends(ClientMessage.Hello.class)).isEmpty();
    scene.fire(new TimerKey.Introduction()); // nobody spoke: the client was idle
    assertThat(scene.sends(ClientMessage.Hello.class)).isEmpty();

    scene.submit(2, "b");
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, scene.graded(Grade.COMMITTED, replica, V0, A, 2, "B"));
    }
    scene.fire(new TimerKey.Introduction());
    assertThat(scene.sends(ClientMessage.Hello.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(3));
  }

  @Test
  @Rule("R-CLIENT-4")
  void requestsResentTogetherShareOneIntroduction() {
    scene.submit(1, "a");
    IntStream.rangeClosed(2, 4).forEach(ticket -> scene.submit(ticket, "b"));
    scene.fire(retransmission(1));
    scene.fire(retransmission(2));
    assertThat(scene.allBroadcasts(ClientMessage.Hello.class)).hasSize(1);
    scene.after(ClientTimers.DEFAULT.minRetransmission()).fire(retransmission(1));
    assertThat(scene.allBroadcasts(ClientMessage.Hello.class)).hasSize(2);
  }

  // status

  @Test
  void passesStatusReportsOn() {
    scene.on(new ClientInput.QueryStatus(77));
    assertThat(scene.broadcasts(ClientMessage.StatusQuery.class))
        .containsExactly(new ClientMessage.StatusQuery(77));
    StatusReport report =
        new StatusReport(
            77, V0, Track.AGREED, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, A, true);
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
