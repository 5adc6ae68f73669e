package io.weevil.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever one replica does, the others are right and their clients are served. */
@Timeout(120)
class AdversaryTest {

  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** What happened, and what the adversary did. */
  private record Run(String fingerprint, Deeds deeds) {}

  private static Run run(Adversary adversary, int f, int c, long seed, double intensity) {
    SimulationSettings settings = SimulationSettings.of(f, c).with(Scene.SMALL);
    try (Scene scene = Scene.seeded(settings, seed)) {
      Deeds deeds = adversary.corrupt(scene.group(), 0, seed, intensity);
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      return new Run(scene.group().time().fingerprint().toString(), deeds);
    }
  }

  @ParameterizedTest
  @EnumSource(Adversary.class)
  void doesWrongAndNoHarm(Adversary adversary) {
    Run run = run(adversary, 1, 0, 1, 0.3);
    System.out.println(adversary + " " + run);
    assertThat(run.deeds().total()).as("%s", run.deeds()).isPositive();
  }
}
