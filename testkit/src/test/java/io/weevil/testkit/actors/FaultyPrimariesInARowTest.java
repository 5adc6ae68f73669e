package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first primary is faulty, and so is the second: as many as f = 2 allows. */
@Timeout(120)
@Rule({"R-SUSPECT", "R-VIEW-CHANGE", "R-SELECT", "R-INSTALL"})
class FaultyPrimariesInARowTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** How a primary is faulty. */
  enum Fault {
    SILENT,
    EQUIVOCATING,
    ANNOUNCING_NOTHING,
    ORDERING_FOR_NOBODY;

    Conduct conduct(int n) {
      return switch (this) {
        case SILENT -> Silence.complete();
        case EQUIVOCATING -> LyingPrimary.equivocating(upperHalf(n));
        case ANNOUNCING_NOTHING -> Silence.about((to, message) -> message instanceof NewView);
        case ORDERING_FOR_NOBODY -> Silence.about((to, message) -> message instanceof OrderReq);
      };
    }

    private static Set<ReplicaId> upperHalf(int n) {
      return IntStream.range(n / 2, n).mapToObj(ReplicaId::new).collect(Collectors.toSet());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, EQUIVOCATING, EQUIVOCATING",
    "1, EQUIVOCATING, EQUIVOCATING",
    "0, EQUIVOCATING, ANNOUNCING_NOTHING",
    "1, SILENT, EQUIVOCATING",
    "0, SILENT, SILENT",
    "1, ORDERING_FOR_NOBODY, ANNOUNCING_NOTHING"
  })
  void theThirdPrimaryServes(int c, Fault first, Fault second) {
    try (Scene scene = Scene.seeded(2, c, 101)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      scene.group().corrupt(0, first.conduct(scene.n()));
      scene.group().corrupt(1, second.conduct(scene.n()));
      scene.load(Duration.ofSeconds(8));
      scene.assertEndsWell(LIMIT);
      scene.assertAnswered(3);
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
      assertThat(scene.group().correct())
          .as(scene.state())
          .allMatch(w -> w.events().contains(new Event.ViewStarted(new View(2))));
    }
  }
}
