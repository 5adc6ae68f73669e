package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.Outcomes.Outcome;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.service.EncodedService;
import io.weevil.testkit.simulation.SimulatedClient;
import io.weevil.testkit.simulation.SimulatedGroup;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.simulation.UnreliableLinks;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counter in a group without actors, over links that are as bad as they get. */
class SimulatedCounterTest {

  private final Counter.Codec codec = new Counter.Codec();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void countsOverLinksThatLoseReorderAndDuplicate(long seed) {
    var links = new UnreliableLinks(seed, 0.1, 0.05, Duration.ofMillis(20));
    var group =
        new SimulatedGroup(
            SimulationSettings.of(1, 0),
            seed,
            links,
            () -> new EncodedService<>(new Counter(), codec));
    SimulatedClient client = group.client();

    for (int i = 0; i < 100; i++) {
      client.order(codec.encodeOperation(new Counter.Operation.Add(1)));
    }

    assertThat(group.runUntilDone(Duration.ofMinutes(1), client)).isTrue();
    assertThat(valueOf(client.ended().get(99))).isEqualTo(100);
  }

  private long valueOf(SimulatedClient.Ended call) {
    if (call.outcome() instanceof CallOutcome.Done done
        && done.outcome() instanceof Outcome.Done(Bytes result)) {
      return codec.decodeResult(result);
    }
    throw new AssertionError("not done: " + call);
  }
}
