package io.weevil.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.authentication.Opened;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Event;
import io.weevil.testkit.junit.WeevilTestKit;
import io.weevil.testkit.network.FaultRule;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test in place of a replica or a client. */
class ProbesTest {

  @RegisterExtension
  static final WeevilTestKit<Operation, Long> KIT =
      WeevilTestKit.of(Tally::new, new Tally.Codec()).seed(31).patience(Duration.ofSeconds(10));

  private static final Duration SOON = Duration.ofSeconds(2);

  @Test
  void aReplicaProbeHearsWhatTheReplicaWouldHear(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    assertThat(client.execute(new Add("x", 1))).isEqualTo(1);
    OrderReq order = probe.expectMessage(OrderReq.class);
    assertThat(order.header().header().slot()).isEqualTo(new Slot(1));
    assertThat(order.batch().requests()).hasSize(1);
    assertThat(probe.heard()).extracting(Heard::sender).contains(new ReplicaId(0));
    assertThat(probe.refused()).isEmpty();
    assertThat(group.replica(3).isFaulty()).isTrue();
    assertThat(group.replica(3).isUp()).isFalse();
  }

  @Test
  void aProbeInThePrimarysPlaceHearsRequestsAndIsReplacedForItsSilence(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    ReplicaProbe probe = group.replica(0).replaceByProbe();
    Submission<Long> submission = client.submit(new Add("x", 1));
    assertThat(probe.expectMessage(Ask.class).request().number()).isEqualTo(1);
    assertThat(probe.expectMessage(NoConfidence.class).view()).isEqualTo(View.ZERO);
    assertThat(probe.expectMessage(NewView.class, m -> m.view().equals(new View(1)))).isNotNull();
    assertThat(submission.result()).isEqualTo(1);
  }

  @Test
  void whatAReplicaProbeSaysIsBelievedToBeTheReplicas(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    client.execute(new Add("x", 1));
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    client.execute(new Add("x", 1));
    var header = probe.expectMessage(OrderReq.class).header().header();
    probe.sayToAll(
        new Prepare(probe.signer().vote(new Vote(header.view(), header.slot(), header.history()))));
    assertThat(probe.expectMessage(Prepare.class)).isNotNull(); // R-EXCHANGE-4
    assertThat(probe.expectMessage(Commit.class)).isNotNull();
    probe.sayToAll(probe.signer().noConfidence(View.ZERO));
    group.time().pass(SOON);
    assertThat(group.replica(1).witness().refusals()).isEmpty();
  }

  @Test
  void whatAReplicaProbeRepliesReachesTheClient(ReplicatedGroup<Operation, Long> group) {
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    ClientProbe<Operation, Long> client = group.newClientProbe();
    assertThatThrownBy(() -> probe.reply(client.id(), new Refused(Refusal.TOO_MANY_CLIENTS)))
        .hasMessageContaining("has not introduced itself");
    client.hello();
    group.time().pass(SOON);
    probe.reply(client.id(), new Refused(Refusal.TOO_MANY_CLIENTS));
    assertThat(client.expectMessage(Refused.class).why()).isEqualTo(Refusal.TOO_MANY_CLIENTS);
    assertThat(client.heard()).extracting(Heard::sender).contains(new ReplicaId(3));
  }

  @Test
  void aProbeFeelsTheNetworkAndRefusesWhatIsNotAuthentic(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    FaultRule rule = group.network().corrupt(1).of(MessageKind.ORDER_REQ).to(3);
    client.execute(new Add("x", 1));
    probe.expectNoMessage(OrderReq.class, SOON);
    assertThat(rule.hits()).isPositive();
    assertThat(probe.refused()).extracting(Opened.Refused::cause).contains(Opened.Cause.BAD_MAC);
    rule.end();
    client.execute(new Add("x", 1));
    assertThatThrownBy(() -> probe.expectNoMessage(OrderReq.class, SOON))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aClientProbeSaysWhatItIsToldAndHearsEveryReplica(
      ReplicatedGroup<Operation, Long> group, ClientProbe<Operation, Long> client) {
    client.hello();
    client.sayToAll(new Ask(client.request(1, new Add("x", 5))));
    for (int i = 0; i < group.n(); i++) {
      SpecResponse response = client.expectMessage(SpecResponse.class, m -> m.number() == 1);
      assertThat(response.slot()).isEqualTo(new Slot(1));
    }
    client.expectNoMessage(LocalCommit.class, SOON);
    assertThat(client.refused()).isEmpty();
    assertThat(group.newClient().execute(new Add("x", 1))).isEqualTo(6);
  }

  @Test
  void aClientProbeMayLie(
      ReplicatedGroup<Operation, Long> group,
      ClientProbe<Operation, Long> liar,
      TestClient<Operation, Long> honest) {
    liar.hello();
    liar.say(0, new Ask(liar.request(1, new Add("x", 5))));
    liar.say(1, new Ask(liar.request(1, new Add("x", 50))));
    group.time().pass(SOON);
    assertThat(honest.execute(new Add("x", 1))).isIn(6L, 51L);
    group.time().pass(SOON);
    for (TestReplica<Operation, Long> replica : group.replicas()) {
      assertThat(replica.witness().events(Event.StateDiverged.class)).isEmpty();
    }
  }

  @Test
  void whatIsExpectedAndDoesNotComeIsSaid(ReplicatedGroup<Operation, Long> group) {
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    group.newClient().execute(new Add("x", 1));
    assertThatThrownBy(() -> probe.expectMessage(NewView.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the probe r3 has heard no such NewView within PT10S, but: [")
        .hasMessageContaining("OrderReq");
  }
}
