package io.weevil.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Silence;
import io.weevil.testkit.junit.WeevilTestKit;
import io.weevil.testkit.network.FaultRule;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import io.weevil.testkit.tally.Tally.Operation.Get;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a test can do to a group, each thing seen to have its effect. */
class ReplicaFaultsTest {

  @RegisterExtension
  static final WeevilTestKit<Operation, Long> KIT =
      WeevilTestKit.of(Tally::new, new Tally.Codec()).seed(21);

  private static final Duration SOON = Duration.ofSeconds(2);

  private static void count(TestClient<Operation, Long> client, int times) {
    for (int i = 0; i < times; i++) {
      client.execute(new Add("x", 1));
    }
  }

  @Test
  void aCrashedReplicaIsDownAndComesBackAsALearner(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    TestReplica<Operation, Long> replica = group.replica(2);
    count(client, 3);
    replica.crash();
    assertThat(replica.isUp()).isFalse();
    count(client, 20);
    replica.restart();
    assertThat(replica.isUp()).isTrue();
    group.time().runUntil(() -> replica.read(new Get("x")) > 16, Duration.ofSeconds(20));
    assertThat(replica.witness().events(Event.Learning.class)).isNotEmpty();
    group.endWell(SOON);
  }

  @Test
  void aDeadPrimaryIsReplaced(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 3);
    assertThat(group.primary()).isSameAs(group.replica(0));
    group.primary().crash();
    count(client, 3);
    assertThat(group.primary()).isSameAs(group.replica(1));
    assertThat(group.replica(1).leads()).isTrue();
    assertThat(group.replica(2).view()).isEqualTo(new View(1));
    group.assertLinearizable();
  }

  @Test
  void aPausedReplicaStandsStillUntilItGoesOn(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    group.replica(3).pause();
    count(client, 3);
    assertThat(group.replica(3).read(new Get("x"))).isZero();
    group.replica(3).resume();
    group.time().runUntil(() -> group.replica(3).read(new Get("x")) == 3, SOON);
  }

  @Test
  void aSlowReplicaIsLate(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 1);
    group.replica(3).slowDown(Duration.ofMillis(100));
    count(client, 1);
    assertThat(group.replica(3).read(new Get("x"))).isEqualTo(1);
    group.time().pass(SOON);
    assertThat(group.replica(3).read(new Get("x"))).isEqualTo(2);
  }

  @Test
  void aPrimaryWhoseClockIsFarAheadIsHeldUp(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 1);
    Duration before = group.time().elapsed();
    group.replica(0).skewClock(Duration.ofMinutes(1));
    count(client, 1);
    assertThat(group.time().elapsed().minus(before)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void aReplicaThatLosesItsDiskIsNotTrustedAnyMore(ReplicatedGroup<Operation, Long> group) {
    group.replica(1).crash();
    group.replica(1).loseDisk();
    group.replica(1).restart();
    assertThat(group.replica(1).isFaulty()).isTrue();
    count(group.newClient(), 2);
  }

  @Test
  void aReplicaBehavesAsItIsTold(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    group.replica(0).behave(Silence.complete());
    assertThat(group.replica(0).isFaulty()).isTrue();
    count(client, 2);
    assertThat(group.primary()).isSameAs(group.replica(1));
  }

  @Test
  void rulesOfTheNetworkAreFeltByReplicas(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 1);
    FaultRule cut = group.network().cut(0, 3).of(MessageKind.ORDER_REQ);
    FaultRule hole = group.network().drop(1).of(MessageKind.FILL_HOLE).from(3);
    count(client, 1);
    assertThat(group.replica(3).read(new Get("x"))).isEqualTo(1);
    assertThat(cut.hits()).isPositive();
    cut.end();
    hole.end();
    group.time().runUntil(() -> group.replica(3).read(new Get("x")) == 2, Duration.ofSeconds(10));
  }

  @Test
  void withoutAMajorityThereIsNoAnswerUntilItIsHealed(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 1);
    group.network().partition(Set.of(0, 1), Set.of(2, 3));
    Submission<Long> submission = client.submit(new Add("x", 1));
    assertThat(group.time().happens(submission::isDone, Duration.ofSeconds(20))).isFalse();
    assertThat(group.toString()).contains("client-0-caller-0 waits", "partition, felt by");
    group.endWell(Duration.ofSeconds(20));
    assertThat(submission.result()).isEqualTo(2);
    group.assertLinearizable(new Tally.OneNumber(), Operation::name);
  }

  @Test
  void whatDoesNotEndWellInTimeIsSaidSo() {
    try (var group = KIT.recipe().start()) {
      TestClient<Operation, Long> client = group.newClient();
      client.submit(new Add("x", 1));
      assertThatThrownBy(() -> group.endWell(Duration.ofMillis(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("with seed 21")
          .hasMessageContaining("client-0-caller-0 waits");
    }
  }

  @Test
  void whoIsNotAnsweredIsToldWhatIsKnown() {
    try (var group = KIT.recipe().withPatience(Duration.ofSeconds(5)).start()) {
      TestClient<Operation, Long> client = group.newClient();
      group.network().isolate(0, 1, 2, 3);
      assertThatThrownBy(() -> client.execute(new Add("x", 1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("client-0: Add[name=x, amount=1] has no answer after PT5")
          .hasMessageContaining("may");
      assertThat(group.history()).singleElement().satisfies(c -> assertThat(c.result()).isNull());
    }
  }

  @Test
  void aMessageThatWasTamperedWithIsRefused(
      ReplicatedGroup<Operation, Long> group, TestClient<Operation, Long> client) {
    count(client, 1);
    FaultRule rule = group.network().corrupt(1).from(0).to(2);
    count(client, 3);
    assertThat(rule.hits()).isPositive();
    assertThat(group.replica(2).witness().refusals()).isNotEmpty();
  }
}
