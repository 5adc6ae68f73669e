package io.weevil.testkit.knownbugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;

/** What several scenarios say in the same words. */
final class Scenes {

  private Scenes() {}

  /** The defaults, but that checkpoints and the window's end come soon. */
  static SimulationSettings small(int f, int c) {
    return SimulationSettings.of(f, c).with(Scene.SMALL);
  }

  /** No correct replica has left view 0, or would like to. */
  static void assertNobodyIsSuspected(Scene scene) {
    assertThat(scene.group().correct()).allMatch(w -> w.view().equals(View.ZERO));
    assertThat(scene.group().correct())
        .as(scene.state())
        .allMatch(w -> w.events(Event.NoConfidenceSigned.class).isEmpty());
  }

  /** How many calls have ended. */
  static long answers(Scene scene) {
    return scene.group().callers().stream().mapToLong(c -> c.answers()).sum();
  }
}
