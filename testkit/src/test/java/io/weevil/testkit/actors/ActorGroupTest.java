package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real actors in virtual time. */
@Timeout(120)
class ActorGroupTest {

  @Test
  void aGroupOfRealActorsServesItsClients() {
    try (Scene scene = new Scene(1, 0, 1)) {
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(1));
      scene.assertEndsWell(Duration.ofSeconds(5));
      assertThat(scene.group().callers()).allMatch(c -> c.answers() > 4);
      assertThat(scene.group().correct())
          .allMatch(w -> w.events(Event.NoConfidenceSigned.class).isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-SUSPECT", "R-VIEW-CHANGE", "R-INSTALL"})
  void itOutlivesADeadPrimary(int f, int c) {
    try (Scene scene = new Scene(f, c, 2)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(600));
      scene.group().crash(0);
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(Duration.ofSeconds(30));
      for (int i = 1; i < scene.n(); i++) {
        assertThat(scene.group().witness(i).events()).contains(new Event.ViewStarted(new View(1)));
      }
    }
  }
}
