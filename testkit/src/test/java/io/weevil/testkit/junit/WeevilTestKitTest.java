package io.weevil.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.testkit.group.ClientProbe;
import io.weevil.testkit.group.ReplicatedGroup;
import io.weevil.testkit.group.ServiceRefusedException;
import io.weevil.testkit.group.TestClient;
import io.weevil.testkit.group.TestTime;
import io.weevil.testkit.network.TestNetwork;
import io.weevil.testkit.tally.Tally;
import io.weevil.testkit.tally.Tally.Operation;
import io.weevil.testkit.tally.Tally.Operation.Add;
import io.weevil.testkit.tally.Tally.Operation.Get;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WeevilTestKitTest {

  @RegisterExtension
  static final WeevilTestKit<Operation, Long> KIT =
      WeevilTestKit.of(Tally::new, new Tally.Codec()).seed(7);

  private static final Set<String> RUNS = new HashSet<>();

  private ReplicatedGroup<Operation, Long> before;

  @BeforeEach
  void remember(ReplicatedGroup<Operation, Long> group) {
    before = group;
  }

  @Test
  void aClientOfTheGroupIsAnswered(TestClient<Operation, Long> client) {
    assertThat(client.execute(new Add("x", 2))).isEqualTo(2);
    assertThat(client.execute(new Add("x", 3))).isEqualTo(5);
    assertThat(client.read(new Get("x"))).isEqualTo(5);
  }

  @Test
  void whatTheServiceRefusesIsToldAsSuch(TestClient<Operation, Long> client) {
    assertThatThrownBy(() -> client.execute(new Add("x", 0)))
        .isInstanceOf(ServiceRefusedException.class)
        .hasMessageContaining("IllegalArgumentException")
        .hasMessageContaining("Add[name=x, amount=0]");
  }

  @Test
  void allParametersAreOfOneGroup(
      ReplicatedGroup<Operation, Long> group,
      TestClient<Operation, Long> one,
      TestClient<Operation, Long> other,
      ClientProbe<Operation, Long> probe,
      TestTime time,
      TestNetwork network) {
    assertThat(group).isSameAs(before);
    assertThat(time).isSameAs(group.time());
    assertThat(network).isSameAs(group.network());
    assertThat(one.name()).isNotEqualTo(other.name());
    one.execute(new Add("x", 1));
    assertThat(other.execute(new Add("x", 1))).isEqualTo(2);
    assertThat(probe.heard()).isEmpty();
  }

  @Test
  @Seed(99)
  void aTestMayNameItsSeed(ReplicatedGroup<Operation, Long> group) {
    assertThat(group.recipe().seed()).isEqualTo(99);
  }

  @RepeatedTest(3)
  void everyRepetitionIsAnotherRun(ReplicatedGroup<Operation, Long> group) {
    group.newClient().execute(new Add("x", 1));
    assertThat(RUNS.add(group.time().fingerprint())).isTrue();
    assertThat(group.recipe().seed()).isEqualTo(6 + RUNS.size());
  }

  @Test
  void timeStandsStillButForWhatATestLetsPass(TestClient<Operation, Long> client, TestTime time) {
    var submission = client.submit(new Add("x", 1));
    assertThat(submission.answer()).isEmpty();
    time.pass(Duration.ofMillis(2));
    assertThat(submission.isDone()).isFalse();
    time.runUntil(submission::isDone, Duration.ofSeconds(1));
    assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(1));
    assertThat(submission.result()).isEqualTo(1);
    assertThatThrownBy(() -> time.runUntil(() -> false, Duration.ofSeconds(3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("within PT3S");
  }
}
