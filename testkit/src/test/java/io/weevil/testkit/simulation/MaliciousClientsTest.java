package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that lie change nothing for others. */
class MaliciousClientsTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");

  private SimulatedGroup group;
  private SimulatedClient honest;
  private RawClient liar;

  @BeforeEach
  void start() {
    use(SimulationSettings.of(1, 0));
  }

  private void use(SimulationSettings settings) {
    group = new SimulatedGroup(settings, 11, GOOD, Adder::new);
    honest = group.client();
    liar = new RawClient(group, "liar");
    liar.hello();
    group.world().run(Duration.ofMillis(20));
  }

  private void ask(int replica, Request request) {
    liar.say(new ReplicaId(replica), new ClientMessage.Ask(request));
  }

  /** Ten calls of the honest client end right, on the fast path's number of delays. */
  private void assertHonestClientIsServed() {
    for (int i = 0; i < 10; i++) {
      honest.order(ADD);
      assertThat(group.runUntilDone(Duration.ofSeconds(2), honest)).isTrue();
    }
    assertThat(honest.ended()).allSatisfy(e -> assertThat(e.delays()).isEqualTo(3));
    group.world().run(Duration.ofSeconds(10));
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group);
  }

  @Test
  @Rule("R-ACCEPT-4")
  void twoBodiesUnderOneNumberAreOneRequest() {
    ask(0, liar.request(1, "add 100"));
    for (int replica = 1; replica < 4; replica++) {
      ask(replica, liar.request(1, "add 1000"));
    }
    group.world().run(Duration.ofSeconds(10));

    honest.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(2), honest)).isTrue();

    assertThat(GroupChecks.result(honest.ended().get(0))).isIn(101L, 1001L);
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group);
  }

  @Test
  @Rule("R-ACCEPT-4")
  void aRepeatedRequestIsExecutedOnce() {
    Request request = liar.request(1, "add 100");
    for (int i = 0; i < 20; i++) {
      ask(i % 4, request);
      group.world().run(Duration.ofMillis(7));
    }

    honest.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(2), honest)).isTrue();

    assertThat(GroupChecks.result(honest.ended().get(0))).isEqualTo(101);
  }

  @Test
  @Rule({"R-ACCEPT-4", "R-SUSPECT"})
  void requestsOutOfTheClientsOrderWaitAndBlameNobody() {
    for (int replica = 0; replica < 4; replica++) {
      ask(replica, liar.request(3, "add 100"));
      ask(replica, liar.request(2, "add 10"));
    }
    group.world().run(Duration.ofSeconds(20));
    GroupChecks.assertNoAlarm(group);
    assertThat(group.primary().executed()).isEmpty();

    ask(0, liar.request(1, "add 1000"));
    group.world().run(Duration.ofSeconds(1));

    assertThat(group.primary().executed()).isNotEmpty();
    honest.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(2), honest)).isTrue();
    assertThat(GroupChecks.result(honest.ended().get(0))).isEqualTo(1111);
  }

  @Test
  @Rule("R-AUTH")
  void aForgedSignatureIsRefusedByEveryReplicaAlike() {
    byte[] bytes = liar.request(1, "add 100").encoded().toArray();
    bytes[bytes.length - 1] ^= 1;
    for (int replica = 0; replica < 4; replica++) {
      liar.sayWire(new ReplicaId(replica), liar.wire(Bytes.wrap(bytes)));
    }
    assertHonestClientIsServed();
    assertThat(group.replicas())
        .allSatisfy(r -> assertThat(r.refusals()).anyMatch(x -> x.contains("FORGED_SIGNATURE")));
  }

  @Test
  @Rule({"R-LOCAL-COMMIT", "R-AUTH"})
  void forgedCommitCertificatesAreRefused() {
    Vote vote = new Vote(View.ZERO, new Slot(1), new Digest(Bytes.wrap(new byte[32])));
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      signatures.put(new ReplicaId(i), Bytes.wrap(new byte[64]));
    }
    ClientMessage.CommitCertificate forged =
        new ClientMessage.CommitCertificate(1, new Certificate(vote, signatures));
    for (int replica = 0; replica < 4; replica++) {
      liar.say(new ReplicaId(replica), forged);
    }
    assertHonestClientIsServed();
    assertThat(group.replicas()).allSatisfy(r -> assertThat(r.refusals()).isNotEmpty());
  }

  @Test
  @Rule("R-CLIENT-4")
  void requestsToBackupsOnlyDeposeNobody() {
    for (int number = 1; number <= 5; number++) {
      ask(1 + number % 3, liar.request(number, "add 0"));
    }
    assertHonestClientIsServed();
  }

  @Test
  @Rule("R-AUTH")
  void anotherClientsWordsAreNotTheLiars() {
    RawClient victim = new RawClient(group, "victim");
    victim.hello();
    group.world().run(Duration.ofMillis(20));
    Request request = victim.request(1, "add 100");

    ask(0, request); // whoever carries a request, it is its signer's
    group.world().run(Duration.ofSeconds(1));
    ask(0, request);

    honest.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(2), honest)).isTrue();
    assertThat(GroupChecks.result(honest.ended().get(0))).isIn(1L, 101L);
    GroupChecks.assertNoAlarm(group);
  }

  @Test
  @Rule("R-AUTH")
  void macVectorsServeHonestClientsToo() {
    use(SimulationSettings.of(1, 0).with(RequestAuthentication.MAC));
    assertHonestClientIsServed();
  }
}
