package io.weevil.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * A client among replicas that order what they are sent, over a network that loses messages for a
 * while, with one replica that lies. Whatever happens: each call ends once, no lie is believed,
 * nothing grows without bound, and everything is done in the end.
 */
class ClientUnderFireTest {

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  @Rule({"R-CLIENT", "R-CLIENT-4", "R-READ"})
  void everyCallEndsOnceAndTruthfully(@ForAll long seed) {
    LossyWorld world = new LossyWorld(seed);
    world.run();

    assertThat(world.scene.outcomes.keySet())
        .isEqualTo(world.submitted); // the scene throws at a second outcome
    world.scene.outcomes.forEach(
        (ticket, outcome) -> {
          if (outcome instanceof CallOutcome.Done) {
            assertThat(world.scene.result(ticket)).endsWith(ticket.toString()).startsWith("r");
          }
        });
    assertThat(world.scene.core.statistics().outstanding()).isZero();
    assertThat(world.scene.core.statistics().waiting()).isZero();
    assertThat(world.timers.keySet()).containsExactly(new TimerKey.Introduction());
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  @Rule("R-CLIENT")
  void whatIsRejectedWasNeverSent(@ForAll long seed) {
    LossyWorld world = new LossyWorld(seed);
    world.run();
    Set<String> sent =
        world.scene.allSends(ClientMessage.Ask.class).stream()
            .map(Output.Send::message)
            .flatMap(message -> operations(message).stream())
            .map(Bytes::toUtf8)
            .collect(Collectors.toSet());
    world.scene.allBroadcasts(ClientMessage.Ask.class).stream()
        .flatMap(ask -> operations(ask).stream())
        .forEach(operation -> sent.add(operation.toUtf8()));
    world.scene.outcomes.forEach(
        (ticket, outcome) -> {
          boolean wasSent =
              sent.stream().anyMatch(operation -> operation.substring(1).equals(ticket.toString()));
          assertThat(outcome instanceof CallOutcome.Rejected).isNotEqualTo(wasSent);
        });
  }

  private static List<Bytes> operations(WireMessage message) {
    return ((ClientMessage.Ask) message).request().operations();
  }
}
