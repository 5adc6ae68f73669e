package io.weevil.testkit.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.LyingPrimary;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the facade promises; that monitors see what they must, {@code BrokenEnginesTest} shows. */
@Timeout(120)
class MonitorsTest {

  private final Link usual = Link.delay(Duration.ofMillis(1));
  private final ActorGroup group =
      new ActorGroup(
          SimulationSettings.of(1, 0),
          3,
          usual,
          RegisterService::new,
          Order.seeded(3),
          new SimulatedSignatures());
  private final Monitors monitors = Monitors.watch(group);
  private final Caller caller = group.newClient().newCaller();

  @AfterEach
  void close() {
    group.close();
  }

  private void write(String value) {
    caller.call(RegisterService.encode(new Put("x", value)));
  }

  private List<Violation> history() {
    return monitors.onHistory(
        new Registers(), RegisterService::decode, RegisterService::decodeResult, Operation::key);
  }

  @Test
  void aGroupThatIsWellHasNoViolations() {
    write("1");
    assertThat(monitors.atEnd(Duration.ofSeconds(5))).isEmpty();
    write("2");
    assertThat(monitors.atEnd(Duration.ofSeconds(5))).isEmpty();
    assertThat(caller.answers()).isEqualTo(2);
    assertThat(history()).isEmpty();
  }

  @Test
  void aCallThatDoesNotEndInTimeIsFound() {
    group.use((from, to, wire) -> List.of());
    write("1");
    assertThat(monitors.atEnd(Duration.ofSeconds(2)))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.invariant()).isEqualTo(Invariant.LIVENESS);
              assertThat(v.what()).contains(caller.name());
              assertThat(v.when()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            });
  }

  /** All calls have ended, and nobody else lacks anything. */
  @Test
  void aLogThatStaysShorterIsFound() {
    group.use(usual.without(group.address(3)));
    write("1");
    assertThat(monitors.atEnd(Duration.ofSeconds(5)))
        .singleElement()
        .satisfies(
            v -> {
              assertThat(v.invariant()).isEqualTo(Invariant.LIVENESS);
              assertThat(v.what()).contains("r3 at ");
            });
  }

  @Test
  void aLearnersLogMayStayShorter() {
    write("1");
    assertThat(monitors.atEnd(Duration.ofSeconds(5))).isEmpty();
    group.crash(3);
    group.restart(3);
    group.use(usual.without(group.address(3)));
    write("2");
    assertThat(monitors.atEnd(Duration.ofSeconds(5))).isEmpty();
    assertThat(caller.answers()).isEqualTo(2);
  }

  @Test
  void aFaultyReplicaIsHeldToNothing() {
    group.corrupt(0, LyingPrimary.equivocating(Set.of(new ReplicaId(2))));
    for (int i = 0; i < 5; i++) {
      write("v" + i);
      assertThat(monitors.atEnd(Duration.ofSeconds(20))).isEmpty();
    }
    assertThat(history()).isEmpty();
  }
}
