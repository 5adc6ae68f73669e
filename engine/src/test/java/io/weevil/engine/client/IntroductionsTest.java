package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.TimerKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** R-CLIENT-4: replicas are told where replies go. */
class IntroductionsTest {

  private static final TestGroup GROUP = TestGroup.of(1, 0);

  /** Two numbers outstanding, one sent at once, bundles of three, four waiting. */
  private final ClientScene scene =
      new ClientScene(GROUP, ClientScene.limits(2, 1, 3, 4), ClientTimers.DEFAULT);

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
}
