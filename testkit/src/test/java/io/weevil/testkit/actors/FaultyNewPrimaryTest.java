package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The first primary is correct but not heard in time; the second one is faulty when its turn comes.
 */
@Timeout(240)
class FaultyNewPrimaryTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final View ONE = new View(1);

  /** What r0 orders is lost until {@code r2} works in view 1 or later. */
  private static void loseViewZero(Scene scene) {
    ActorGroup group = scene.group();
    Link usual = group.link();
    group.use(
        (from, to, wire) ->
            wire.kind() == MessageKind.ORDER_REQ
                    && from.equals(group.address(0))
                    && group.witness(2).view().equals(View.ZERO)
                ? List.of()
                : usual.carry(from, to, wire));
  }

  /**
   * What r0 orders last arrives at just so many replicas that it is supported by the VIEW-CHANGEs
   * of a set with r0 in it, and not by those of a set without.
   */
  private static void spreadThinly(Scene scene) {
    ActorGroup group = scene.group();
    Link usual = group.link();
    int last = group.configuration().quorums().support();
    group.use(
        (from, to, wire) -> {
          boolean over = group.correct().stream().anyMatch(w -> !w.view().equals(View.ZERO));
          boolean order =
              wire.kind() == MessageKind.ORDER_REQ || wire.kind() == MessageKind.FILL_HOLE;
          boolean chosen =
              IntStream.rangeClosed(2, last).anyMatch(i -> to.equals(group.address(i)));
          boolean first = from.equals(group.address(0)) && wire.kind() == MessageKind.ORDER_REQ;
          return order && !over && !(first && chosen) ? List.of() : usual.carry(from, to, wire);
        });
  }

  private static void under(Scene scene, Conduct conduct) {
    scene.clients(2, 2);
    scene.load(Duration.ofMillis(600));
    scene.group().corrupt(1, conduct);
    loseViewZero(scene);
    scene.load(Duration.ofSeconds(6));
    scene.assertEndsWell(LIMIT);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-SUSPECT", "R-VIEW-CHANGE"})
  void aNewPrimaryThatAnnouncesNothingIsPassedOver(int f, int c) {
    try (Scene scene = new Scene(f, c, 51)) {
      under(scene, Silence.about((to, message) -> message instanceof NewView));
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1"})
  @Rule({"R-STATUS", "R-INSTALL"})
  void whomTheNewPrimaryDoesNotTellTheOthersTell(int f, int c) {
    try (Scene scene = new Scene(f, c, 52)) {
      under(scene, Silence.about((to, message) -> message instanceof NewView && to.index() != 2));
      assertThat(scene.allIn(1)).as(scene.state()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-INSTALL", "R-SELECT", "R-EVIDENCE"})
  void differentNewViewsForDifferentReplicasDoNoHarm(int f, int c) {
    // A seed at which neither log finds a quorum; at others view 1 goes on with one of them.
    try (Scene scene = new Scene(f, c, 58)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(600));
      scene.group().corrupt(1, new TwoNewViews(false));
      spreadThinly(scene);
      scene.load(Duration.ofSeconds(6));
      scene.assertEndsWell(LIMIT);
      long logs =
          scene.group().correct().stream()
              .flatMap(w -> w.events(Event.ViewInstalled.class).stream())
              .filter(e -> e.view().equals(ONE))
              .map(Event.ViewInstalled::log)
              .distinct()
              .count();
      assertThat(logs).as("logs that view 1 began with").isEqualTo(2);
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0"})
  @Rule({"R-INSTALL", "R-EVIDENCE"})
  void whoSignsTwoNewViewsIsDeposedByThoseWhoSeeBoth(int f, int c) {
    try (Scene scene = new Scene(f, c, 56)) {
      under(scene, new TwoNewViews(true));
      assertThat(scene.group().correct())
          .allMatch(w -> !w.events(Event.SecondNewView.class).isEmpty());
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 1"})
  @Rule({"R-VOTE", "R-SUSPECT"})
  void aNewPrimaryThatOrdersForNobodyIsDeposed(int f, int c) {
    try (Scene scene = new Scene(f, c, 54)) {
      under(
          scene,
          Silence.about(
              (to, message) ->
                  message instanceof PeerMessage.OrderReq m
                      && m.header().header().view().equals(ONE)));
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1"})
  @Rule({"R-SUSPECT", "R-CLIENT-5"})
  void aNewPrimaryThatEquivocatesIsDeposed(int f, int c) {
    try (Scene scene = new Scene(f, c, 55)) {
      int half = scene.n() / 2;
      List<ReplicaId> misled = new ArrayList<>();
      for (int i = half; i < scene.n(); i++) {
        misled.add(new ReplicaId(i));
      }
      under(scene, LyingPrimary.equivocating(java.util.Set.copyOf(misled)));
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  /**
   * Waits for every VIEW-CHANGE, more than a NEW-VIEW needs, and makes two from them: each replica
   * is told one of the two, or both.
   */
  private static final class TwoNewViews implements Conduct {
    private final SortedMap<ReplicaId, ViewChange> heard = new TreeMap<>();
    private final boolean both;
    private boolean announced;

    TwoNewViews(boolean both) {
      this.both = both;
    }

    @Override
    public List<? extends PeerMessage> toReplica(
        FaultyReplica self, ReplicaId to, PeerMessage message) {
      if (message instanceof ViewChange own && own.view().equals(ONE)) {
        heard.put(self.id(), own);
        announce(self);
      }
      return message instanceof NewView m && m.view().equals(ONE) ? List.of() : List.of(message);
    }

    @Override
    public void hears(FaultyReplica self, PeerAddress from, WireMessage message) {
      if (message instanceof ViewChange other && other.view().equals(ONE)) {
        heard.put(other.signer(), other);
        announce(self);
      }
    }

    private void announce(FaultyReplica self) {
      int enough = self.group().quorums().viewChange();
      int n = self.group().n();
      if (announced || heard.size() < n) {
        return;
      }
      announced = true;
      List<ViewChange> all = List.copyOf(heard.values());
      NewView first = self.signer().newView(ONE, all.subList(0, enough));
      NewView second = self.signer().newView(ONE, all.subList(n - enough, n));
      self.group()
          .quorums()
          .members()
          .filter(r -> !r.equals(self.id()))
          .forEach(
              r -> {
                self.say(r, r.index() % 2 == 0 ? first : second);
                if (both) {
                  self.say(r, r.index() % 2 == 0 ? second : first);
                }
              });
    }
  }
}
