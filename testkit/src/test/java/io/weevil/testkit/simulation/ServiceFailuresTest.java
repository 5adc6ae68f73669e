package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service that throws does so on every replica alike. */
class ServiceFailuresTest {

  @Test
  void anOperationThatThrowsIsAnErrorResultAndTheGroupGoesOn() {
    SimulatedGroup group =
        new SimulatedGroup(
            SimulationSettings.of(1, 0), 2, LinkRule.delay(Duration.ofMillis(2)), Adder::new);
    SimulatedClient client = group.client();
    group.world().run(Duration.ofMillis(20));

    long failing = client.order(Bytes.utf8("fail"));
    long working = client.order(Bytes.utf8("add 1"));

    assertThat(group.runUntilDone(Duration.ofSeconds(2), client)).isTrue();
    assertThat(client.ended(failing).outcome())
        .isInstanceOfSatisfying(
            CallOutcome.Done.class,
            done -> assertThat(done.outcome()).isInstanceOf(Outcome.Failed.class));
    assertThat(GroupChecks.result(client.ended(working))).isEqualTo(1);
    assertThat(group.replicas())
        .allSatisfy(
            r -> assertThat(r.events()).hasAtLeastOneElementOfType(Event.OperationFailed.class));
    GroupChecks.assertNoAlarm(group);
  }
}
