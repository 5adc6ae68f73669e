package io.weevil.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.actors.TwinPair;
import io.weevil.testkit.actors.TwinSplit.Side;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes with one key. */
@Timeout(120)
class TwinsTest {

  private final SimulationSettings settings = SimulationSettings.of(1, 0).with(Scene.SMALL);

  @Test
  void eachHasALogOfItsOwnAndBothSignInOneName() {
    try (Scene scene = Scene.seeded(settings, 1)) {
      ActorGroup group = scene.group();
      TwinPair twins =
          group.twin(0, other -> other.equals(group.address(3)) ? Side.SECOND : Side.FIRST);
      scene.clients(2, 2);
      // The second one hears of requests only what r3 passes on, and orders it as it thinks fit.
      scene.load(Duration.ofSeconds(3));
      scene.assertEndsWell(Duration.ofSeconds(60));
      assertThat(group.isFaulty(0)).isTrue();
      assertThat(twins.saidBySecond()).isPositive();
      assertThat(twins.second()).isNotSameAs(group.witness(0));
      assertThat(twins.second().replica()).isEqualTo(new ReplicaId(0));
      assertThat(twins.second().contradictions()).isEmpty();
    }
  }

  @Test
  void whoIsOutOfTouchHearsNothingAndIsNotHeard() {
    try (Scene scene = Scene.seeded(settings, 3)) {
      TwinPair twins = scene.group().twin(3, other -> Side.FIRST);
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(1));
      scene.assertEndsWell(Duration.ofSeconds(20));
      assertThat(twins.saidBySecond()).isZero();
      assertThat(twins.second().log()).isEmpty();
      assertThat(scene.group().witness(3).log()).isNotEmpty();
    }
  }

  @Test
  void oneReplicaHasOneTwin() {
    try (Scene scene = Scene.seeded(settings, 4)) {
      scene.group().twin(1, other -> Side.BOTH);
      assertThatIllegalStateException().isThrownBy(() -> scene.group().twin(1, other -> Side.BOTH));
    }
  }
}
