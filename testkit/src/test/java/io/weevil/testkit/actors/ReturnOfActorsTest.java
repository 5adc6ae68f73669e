package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.model.Slot;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas that come back: cut off for longer than the window, or started a second time. */
@Timeout(120)
class ReturnOfActorsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What binds whoever says it, signed or not. */
  private static final Set<MessageKind> PROMISES =
      EnumSet.of(
          MessageKind.PREPARE,
          MessageKind.COMMIT,
          MessageKind.CHECKPOINT,
          MessageKind.NO_CONFIDENCE,
          MessageKind.VIEW_CHANGE,
          MessageKind.SPEC_RESPONSE,
          MessageKind.LOCAL_COMMIT,
          MessageKind.READ_REPLY);

  /**
   * Nothing is kept below the stable checkpoint, so that whoever was away needs the state; and it
   * gives up soon on filling the hole.
   */
  private static Scene forgetful(int f, int c, long seed) {
    ReplicaTimers usual = ReplicaTimers.DEFAULT;
    ReplicaTimers timers =
        new ReplicaTimers(
            usual.requestTimer(),
            Duration.ofMillis(20),
            usual.holeAttempts(),
            usual.voteExchangeTimer(),
            usual.newViewTimer(),
            usual.statusPeriod(),
            usual.silentAfter(),
            0,
            0);
    return Scene.seeded(SimulationSettings.of(f, c).with(Scene.SMALL).with(timers), seed);
  }

  private static Slot executed(Scene scene, int replica) {
    Witness witness = scene.group().witness(replica);
    return witness.log().isEmpty() ? Slot.ZERO : witness.log().lastKey();
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 91", "1, 0, 92", "1, 1, 93", "2, 0, 94", "2, 1, 95"})
  @Rule({"R-STATE", "R-INSTALL"})
  void whoWasAwayForLongerThanTheWindowComesBackUnderLoadAndVotesAgain(int f, int c, long seed) {
    try (Scene scene = forgetful(f, c, seed)) {
      ActorGroup group = scene.group();
      int last = scene.n() - 1;
      Witness witness = group.witness(last);
      scene.clients(2, 3);
      scene.load(Duration.ofMillis(400));
      Link usual = group.link();
      group.use(usual.without(group.address(last)));
      Slot left = executed(scene, last);
      while (executed(scene, 0).number() <= left.number() + 2L * Scene.SMALL.window()) {
        scene.load(Duration.ofSeconds(1));
      }
      assertThat(witness.events(Event.StateInstalled.class)).isEmpty();

      Said said = Said.by(group, last);
      group.use(usual);
      for (int i = 0; i < 40 && witness.events(Event.StateInstalled.class).isEmpty(); i++) {
        scene.load(Duration.ofMillis(250));
      }
      assertThat(witness.events(Event.StateInstalled.class)).as(scene.state()).isNotEmpty();
      scene.load(Duration.ofSeconds(1));
      Slot installed = witness.events(Event.StateInstalled.class).get(0).slot();
      assertThat(installed.number()).isGreaterThan(left.number() + Scene.SMALL.window());

      scene.assertEndsWell(LIMIT);
      assertThat(said.messages(Prepare.class))
          .as("votes")
          .anyMatch(m -> m.vote().vote().slot().isAfter(installed));
      assertThat(said.messages(Checkpoint.class))
          .as("checkpoints")
          .anyMatch(m -> m.slot().isAfter(installed));
      assertThat(said.kinds()).as("answers").contains(MessageKind.SPEC_RESPONSE);
      assertThat(scene.service(last).values()).isEqualTo(scene.service(0).values()).isNotEmpty();
    }
  }

  /** It finds the note of its first process on its disk, and nothing of what that had signed. */
  @ParameterizedTest
  @CsvSource({"1, 0, 3", "1, 0, 0", "1, 1, 5", "2, 0, 6", "2, 1, 0"})
  @Rule("R-LEARN")
  void whoIsStartedAgainOnItsMemoryIsALearnerThatPromisesNothingAndSaysSo(int f, int c, int which) {
    try (Scene scene = forgetful(f, c, 96)) {
      ActorGroup group = scene.group();
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(1));
      assertThat(group.witness(which).events(Event.Learning.class)).isEmpty();

      group.crash(which);
      scene.load(Duration.ofSeconds(1));
      Said said = Said.by(group, which);
      group.restart(which);
      scene.load(Duration.ofSeconds(4));

      assertThat(group.witness(which).events()).contains(new Event.Learning());
      scene
          .healths()
          .forEach(
              (id, health) ->
                  assertThat(health)
                      .as(id.toString())
                      .isEqualTo(id.index() == which ? Health.LEARNER : Health.WELL));
      scene.assertEndsWell(LIMIT);
      assertThat(said.kinds()).contains(MessageKind.STATUS).doesNotContainAnyElementsOf(PROMISES);
      assertThat(group.witness(which).events(Event.StateInstalled.class)).isNotEmpty();
      assertThat(scene.newestService().values())
          .as("it follows all the same")
          .isEqualTo(scene.service(1).values())
          .isNotEmpty();
    }
  }
}
