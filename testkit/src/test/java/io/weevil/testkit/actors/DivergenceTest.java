package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas whose memory is damaged under load: what their group makes of them, and they of it. */
@Timeout(120)
@Rule({"R-CHECKPOINT", "R-STATE"})
class DivergenceTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A register that the load leaves alone, so that what is wrong with it stays wrong. */
  private static final String KEY = "z";

  private static Caller serving(Scene scene) {
    scene.clients(2, 2);
    Caller reader = scene.group().newClient().newCaller();
    reader.call(Scene.put(KEY, "right"));
    assertThat(scene.group().runUntilDone(LIMIT)).isTrue();
    scene.load(Duration.ofMillis(400));
    return reader;
  }

  private static void assertReadsWhatIsRight(Scene scene, Caller reader) {
    reader.call(RegisterService.encode(new Get(KEY)));
    assertThat(scene.group().runUntil(() -> !reader.isWaiting(), LIMIT)).isTrue();
    assertThat(reader.lastAnswer())
        .isInstanceOfSatisfying(
            Answer.Done.class,
            done ->
                assertThat(RegisterService.decodeResult((Bytes) done.result())).contains("right"));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 3", "1, 0, 0", "1, 1, 2", "2, 0, 4", "2, 1, 8"})
  void aFlippedBitIsFoundAndNamedAndRepairedWhileTheGroupServes(int f, int c, int which) {
    try (Scene scene = Scene.seeded(f, c, 81)) {
      ActorGroup group = scene.group();
      Caller reader = serving(scene);
      Witness witness = group.witness(which);
      Said said = Said.by(group, which);
      Link usual = group.link();
      group.use(
          (from, to, wire) ->
              wire.kind() == MessageKind.STATE_CHUNK && to.equals(group.address(which))
                  ? List.of()
                  : usual.carry(from, to, wire));
      scene.damage(which, KEY, 1);
      scene.load(Duration.ofSeconds(1));
      assertReadsWhatIsRight(scene, reader);
      assertHasSaidWhereItDiffers(scene, which, said);

      Duration diverged = group.time().elapsed();
      scene.load(Duration.ofMillis(500));
      assertThat(said.count(MessageKind.SPEC_RESPONSE, diverged)).as("answers").isZero();
      assertThat(said.count(MessageKind.READ_REPLY, diverged)).as("answers to reads").isZero();
      assertThat(health(scene, which)).isEqualTo(Health.DIVERGED);

      group.use(usual);
      assertThat(group.runUntil(() -> !witness.events(Event.StateInstalled.class).isEmpty(), LIMIT))
          .as(scene.state())
          .isTrue();
      Duration repaired = group.time().elapsed();
      scene.load(Duration.ofSeconds(2));
      assertReadsWhatIsRight(scene, reader);
      scene.assertEndsWell(LIMIT);
      assertTakesPartAgain(scene, which, said, repaired);
    }
  }

  private static void assertHasSaidWhereItDiffers(Scene scene, int which, Said said) {
    List<Event.StateDiverged> found =
        scene.group().witness(which).events(Event.StateDiverged.class);
    assertThat(found).as(scene.state()).hasSize(1);
    Event.StateDiverged diverged = found.get(0);
    assertThat(said.messages(Checkpoint.class))
        .as("the digest that it names is the one that it has signed")
        .anyMatch(m -> m.slot().equals(diverged.slot()) && m.state().equals(diverged.own()));
    assertThat(stateOfOthers(scene, which, diverged.slot()))
        .isEqualTo(diverged.proven())
        .isNotEqualTo(diverged.own());
  }

  private static Digest stateOfOthers(Scene scene, int which, Slot slot) {
    return scene.group().correct().stream()
        .filter(w -> w.replica().index() != which)
        .flatMap(w -> w.events(Event.CheckpointStable.class).stream())
        .filter(e -> e.slot().equals(slot))
        .map(Event.CheckpointStable::state)
        .distinct()
        .reduce(
            (a, b) -> {
              throw new AssertionError("two states are stable at " + slot);
            })
        .orElseThrow();
  }

  private static Health health(Scene scene, int replica) {
    return scene.healths().get(new ReplicaId(replica));
  }

  private static void assertTakesPartAgain(Scene scene, int which, Said said, Duration repaired) {
    Witness witness = scene.group().witness(which);
    Slot installed = witness.events(Event.StateInstalled.class).get(0).slot();
    assertThat(said.count(MessageKind.SPEC_RESPONSE, repaired)).as("answers").isPositive();
    assertThat(said.messages(Prepare.class))
        .as("votes")
        .anyMatch(m -> m.vote().vote().slot().isAfter(installed));
    assertThat(said.messages(Checkpoint.class))
        .as("signs the state that is the group's")
        .anyMatch(
            m ->
                m.slot().isAfter(installed)
                    && m.state().equals(stateOfOthers(scene, which, m.slot())));
    assertThat(witness.events(Event.StateDiverged.class)).hasSize(1);
    assertThat(health(scene, which)).isEqualTo(Health.WELL);
    assertThat(scene.service(which).values())
        .isEqualTo(scene.service(which == 0 ? 1 : 0).values())
        .containsEntry(KEY, "right");
    assertThat(scene.group().witnesses())
        .allMatch(w -> w.events(Event.EvidenceFound.class).isEmpty());
  }

  /** Alike: half of the group against the other half. Or each of the two in its own way. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withNoMajorityTheGroupStopsOrderingRatherThanGuess(boolean alike) {
    try (Scene scene = Scene.seeded(1, 0, 82)) {
      ActorGroup group = scene.group();
      Caller reader = serving(scene);
      scene.damage(2, KEY, 1);
      scene.damage(3, KEY, alike ? 1 : 2);
      Slot stable = lastStable(group.witness(0));
      scene.load(Duration.ofSeconds(20));

      for (Witness witness : group.witnesses()) {
        assertThat(witness.events(Event.CheckpointUndecided.class)).as(scene.state()).isNotEmpty();
        assertThat(witness.events(Event.StateDiverged.class)).isEmpty();
        assertThat(witness.events(Event.StateInstalled.class)).isEmpty();
        assertThat(lastStable(witness)).isEqualTo(stable);
        assertThat(witness.log().lastKey())
            .as("the end of the window")
            .isEqualTo(new Slot(stable.number() + Scene.SMALL.window()));
      }
      Event.CheckpointUndecided undecided =
          group.witness(0).events(Event.CheckpointUndecided.class).get(0);
      assertThat(undecided.states().values().stream().distinct()).hasSize(alike ? 2 : 3);
      assertThat(group.isDone()).as("calls wait").isFalse();

      int answers = group.callers().stream().mapToInt(Caller::answers).sum();
      if (!alike) {
        reader.call(RegisterService.encode(new Get(KEY)));
      }
      group.pass(Duration.ofSeconds(30));
      assertThat(group.callers().stream().mapToInt(Caller::answers).sum()).isEqualTo(answers);
      scene.assertSound();
    }
  }

  private static Slot lastStable(Witness witness) {
    return witness.events(Event.CheckpointStable.class).stream()
        .map(Event.CheckpointStable::slot)
        .reduce(Slot.ZERO, Slot::max);
  }

  /** The checks of this class are worth something only if a scene minds damage that is not told. */
  @Test
  void aSceneThatKnowsOfNoDamageMindsIt() {
    try (Scene scene = Scene.seeded(1, 0, 83)) {
      serving(scene);
      scene.service(3).flip(KEY, 1);
      scene.load(Duration.ofSeconds(1));
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> scene.assertEndsWell(LIMIT)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("StateDiverged");
    }
  }
}
