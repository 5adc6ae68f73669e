package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.fastPath;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.View;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R-CLIENT, rule by rule, with f = 1 and c = 0 where nothing else is said: fast 4, certify 3, weak
 * 2.
 */
class ClientRulesTest {

  private final ClientScene scene = new ClientScene(1, 0);

  // sending

  @Test
  @Rule("R-CLIENT")
  void sendsTheRequestToThePrimaryOfTheLastKnownView() {
    scene.submit(1, "op");

    assertThat(scene.sends(ClientMessage.Ask.class))
        .singleElement()
        .satisfies(
            send -> {
              assertThat(send.to()).isEqualTo(new ReplicaId(0));
              Request request = ((ClientMessage.Ask) send.message()).request();
              assertThat(request.number()).isEqualTo(1);
              assertThat(request.kind()).isEqualTo(Request.Kind.ORDERED);
            });
    assertThat(scene.broadcasts(Object.class)).isEmpty();
  }

  @Test
  @Rule("R-CLIENT")
  void followsToAViewThatWeakReplicasHaveReachedAndNotAsFarAsALiarWouldLead() {
    scene.submit(1, "op");
    scene.receive(3, scene.speculative(3, new View(7), A, 1, "r"));
    assertThat(scene.core.view()).isEqualTo(V0);

    scene.receive(1, scene.speculative(1, V1, A, 1, "r"));
    assertThat(scene.core.view()).isEqualTo(V1);

    scene.submit(2, "op");
    assertThat(scene.sends(ClientMessage.Ask.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(1));
  }

  @Test
  @Rule("R-CLIENT")
  void numbersRequestsConsecutivelyFromOne() {
    for (int ticket = 1; ticket <= 4; ticket++) {
      scene.submit(ticket, "op");
    }
    assertThat(numbersSent()).containsExactly(1L, 2L, 3L, 4L);
  }

  private List<Long> numbersSent() {
    return scene.allSends(ClientMessage.Ask.class).stream()
        .map(send -> ((ClientMessage.Ask) send.message()).request().number())
        .toList();
  }

  // R-CLIENT-1

  @Test
  @Rule("R-CLIENT-1")
  void endsWithFastEqualSpeculativeRepliesAndNoFewer() {
    scene.submit(1, "op");
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
      assertThat(scene.outcomes).isEmpty();
    }
    scene.receive(3, scene.speculative(3, V0, A, 1, "r"));

    assertThat(scene.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
    assertThat(scene.done(1).slot()).isEqualTo(S1);
    assertThat(scene.done(1).history()).isEqualTo(A);
    assertThat(scene.result(1)).isEqualTo("r");
    assertThat(scene.timers).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-1")
  void toleratesCSilentReplicasOnTheFastPath() {
    ClientScene five = new ClientScene(1, 1); // n 6, fast 5
    five.submit(1, "op");
    for (int replica = 0; replica < 4; replica++) {
      five.receive(replica, five.speculative(replica, V0, A, 1, "r"));
    }
    assertThat(five.outcomes).isEmpty();
    five.receive(5, five.speculative(5, V0, A, 1, "r"));
    assertThat(five.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  @Rule("R-CLIENT-1")
  void countsReplicasNotMessages() {
    scene.submit(1, "op");
    for (int times = 0; times < 4; times++) {
      scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
      scene.receive(2, scene.speculative(2, V0, A, 1, "r"));
    }
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-1")
  void doesNotMixViewsHistoriesOrResults() {
    scene.submit(1, "op");
    scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
    scene.receive(2, scene.speculative(2, V1, A, 1, "r"));
    scene.receive(3, scene.speculative(3, V0, B, 1, "r"));
    scene.receive(0, scene.speculative(0, V0, A, 1, "other"));
    assertThat(scene.outcomes).isEmpty();
    assertThat(scene.timers).doesNotContainKey(fastPath(1));
  }

  // R-CLIENT-3 and section 3

  @Test
  @Rule("R-CLIENT-3")
  void endsWithCertifyCertifiedReplies() {
    scene.submit(1, "op");
    for (int replica = 1; replica < 3; replica++) {
      scene.receive(replica, scene.graded(Grade.CERTIFIED, replica, V0, A, 1, "r"));
    }
    assertThat(scene.outcomes).isEmpty();
    scene.receive(3, scene.graded(Grade.CERTIFIED, 3, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void endsWithWeakCommittedRepliesOfWhateverViews() {
    scene.submit(1, "op");
    scene.receive(1, scene.graded(Grade.COMMITTED, 1, V0, A, 1, "r"));
    assertThat(scene.outcomes).isEmpty();
    scene.receive(3, scene.graded(Grade.COMMITTED, 3, new View(5), A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.COMMITTED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void addsUpCertifiedSpeculativeAndCommittedReplies() {
    scene.submit(1, "op");
    scene.receive(0, scene.graded(Grade.COMMITTED, 0, V1, A, 1, "r"));
    scene.receive(1, scene.graded(Grade.CERTIFIED, 1, V0, A, 1, "r"));
    scene.receive(2, scene.graded(Grade.CERTIFIED, 2, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  // R-CLIENT-4

  @Test
  @Rule("R-CLIENT-4")
  void resendsToAllReplicasWithItsIntroductionAndBacksOff() {
    scene.submit(1, "op");
    Duration first = scene.timers.get(retransmission(1));
    scene.after(first).fire(retransmission(1));

    assertThat(scene.broadcasts(Object.class)).hasSize(2);
    assertThat(scene.broadcasts(Object.class).get(0)).isInstanceOf(ClientMessage.Hello.class);
    assertThat(scene.broadcasts(ClientMessage.Ask.class)).hasSize(1);
    assertThat(scene.timers.get(retransmission(1))).isEqualTo(first.multipliedBy(2));
  }

  @Test
  @Rule("R-CLIENT-4")
  void backsOffNoFurtherThanTheLimit() {
    scene.submit(1, "op");
    for (int times = 0; times < 100; times++) {
      scene.after(scene.timers.get(retransmission(1))).fire(retransmission(1));
    }
    assertThat(scene.timers.get(retransmission(1)))
        .isEqualTo(ClientTimers.DEFAULT.maxRetransmission());
  }

  @Test
  @Rule("R-CLIENT-4")
  void resendsTheSameBytesUnderTheSameNumber() {
    scene.submit(1, "op");
    ClientMessage first = (ClientMessage) scene.sends(ClientMessage.Ask.class).get(0).message();
    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.Ask.class))
        .containsExactly((ClientMessage.Ask) first);
  }

  @Test
  @Rule({"R-CLIENT-4", "R-CLIENT"})
  void goesOnResendingWhatItsCallerWasToldUnknownOf() {
    scene.submit(1, "op");
    scene.fire(ClientScene.deadline(1));
    assertThat(scene.outcomes.get(1L)).isInstanceOf(CallOutcome.Unknown.class);

    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.Ask.class)).hasSize(1);
    scene.endFast(1, "r");
    assertThat(scene.timers).isEmpty();
    assertThat(scene.core.statistics().outstanding()).isZero();
  }
}
