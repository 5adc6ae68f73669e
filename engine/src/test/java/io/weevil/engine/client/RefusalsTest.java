package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.role.CallOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers are told when the group refuses their client. */
class RefusalsTest {

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
}
