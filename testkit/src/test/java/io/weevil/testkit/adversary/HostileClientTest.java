package io.weevil.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a client does, the others are served, and no replica takes it for another's fault. */
@Timeout(240)
class HostileClientTest {

  private static final Duration LOAD = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private record Run(String fingerprint, Deeds deeds, long viewsLeft) {}

  /** Some of what it asks for is no operation at all. */
  private static Bytes operation(long number) {
    return number % 5 == 0 ? Bytes.utf8("nonsense " + number) : Scene.put("z", "z" + number);
  }

  private static Run run(HostileClient hostile, long seed) {
    SimulationSettings settings = SimulationSettings.of(1, 0).with(Scene.SMALL);
    try (Scene scene = Scene.seeded(settings, seed)) {
      Conspiracy conspiracy = new Conspiracy(scene.group().configuration());
      Deeds deeds =
          hostile.start(
              scene.group(), "hostile", seed, 0.7, conspiracy, HostileClientTest::operation, LOAD);
      scene.clients(2, 2);
      scene.load(LOAD);
      scene.assertEndsWell(LIMIT);
      long viewsLeft =
          scene.group().correct().stream()
              .mapToLong(w -> w.events(Event.ViewLeft.class).size())
              .sum();
      return new Run(scene.group().time().fingerprint().toString(), deeds, viewsLeft);
    }
  }

  @ParameterizedTest
  @EnumSource(HostileClient.class)
  @Rule({"R-AUTH", "R-ACCEPT-4", "R-CLIENT", "R-SUSPECT"})
  void harmsNobody(HostileClient hostile) {
    Run run = run(hostile, 3);
    assertThat(run.deeds().total()).as("%s", run).isPositive();
    assertThat(run.viewsLeft()).as("views that a client ended").isZero();
  }

  @Test
  void theSameSeedBringsTheSameDeeds() {
    Run first = run(HostileClient.ALL, 5);
    Run second = run(HostileClient.ALL, 5);
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(second.deeds().byKind()).isEqualTo(first.deeds().byKind());
  }
}
