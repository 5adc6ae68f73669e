package io.weevil.testkit.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever up to f replicas do, the others are right and their clients are served. */
@Timeout(240)
class AdversaryTest {

  private static final Duration LOAD = Duration.ofMillis(5_000);
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /**
   * What happened, what the adversaries did, and what the doors of the others did not let in.
   *
   * @param refused kinds of messages
   */
  private record Run(String fingerprint, List<Deeds> deeds, Set<MessageKind> refused) {}

  /** Without an archive, so that whoever was away needs a state. */
  private static SimulationSettings settings(int f, int c, int holeAttempts) {
    ReplicaTimers t = ReplicaTimers.DEFAULT;
    return SimulationSettings.of(f, c)
        .with(Scene.SMALL)
        .with(
            new ReplicaTimers(
                t.requestTimer(),
                t.holeTimer(),
                holeAttempts,
                t.voteExchangeTimer(),
                t.newViewTimer(),
                t.statusPeriod(),
                t.silentAfter(),
                0,
                0));
  }

  /** r0 is mute until a view begins without it, later the last one is away; then all is well. */
  private static void trouble(ActorGroup group) {
    Link usual = group.link();
    PeerAddress first = group.address(0);
    PeerAddress last = group.address(group.configuration().n() - 1);
    group.use(
        (from, to, wire) -> {
          long now = group.time().elapsed().toMillis();
          boolean mute =
              now >= 300
                  && now < 3_000
                  && from.equals(first)
                  && group.witness(0).view().equals(View.ZERO);
          boolean away = now >= 3_000 && now < 4_500 && (from.equals(last) || to.equals(last));
          return mute || away ? List.of() : usual.carry(from, to, wire);
        });
  }

  /** The adversaries are those who lead the first views after the first, in conspiracy. */
  private static Run run(int f, int c, long seed, Adversary... adversaries) {
    try (Scene scene = Scene.seeded(settings(f, c, ReplicaTimers.DEFAULT.holeAttempts()), seed)) {
      Conspiracy conspiracy = new Conspiracy(scene.group().configuration());
      List<Deeds> deeds = new ArrayList<>();
      for (int i = 0; i < adversaries.length; i++) {
        deeds.add(adversaries[i].corrupt(scene.group(), 1 + i, seed + i, 0.6, conspiracy));
      }
      trouble(scene.group());
      scene.clients(2, 2);
      scene.load(LOAD);
      scene.assertEndsWell(LIMIT);
      assertThat(scene.group().lookedThrough()).isPositive();
      Set<MessageKind> refused = EnumSet.noneOf(MessageKind.class);
      scene.group().correct().stream()
          .flatMap(w -> w.refusals().stream())
          .forEach(r -> refused.add(r.kind()));
      return new Run(scene.group().time().fingerprint().toString(), deeds, refused);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "POISONED_STATE", mode = EnumSource.Mode.EXCLUDE)
  @Rule({"R-VOTE", "R-SELECT", "R-SUSPECT", "R-AUTH", "R-EVIDENCE"})
  void doesWrongAndNoHarm(Adversary adversary) {
    Run run = run(1, 0, 4, adversary);
    assertThat(run.deeds()).as("%s", run).allMatch(d -> d.total() > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"LYING_VIEW_CHANGES", "EQUIVOCATING_NEW_PRIMARY"})
  @Rule({"R-SELECT", "R-INSTALL"})
  void liesThatAreValidGetPastTheDoor(Adversary adversary) {
    Run run = run(1, 0, 11, adversary);
    assertThat(run.deeds()).as("%s", run).allMatch(d -> d.total() > 0);
    assertThat(run.refused()).doesNotContain(MessageKind.VIEW_CHANGE, MessageKind.NEW_VIEW);
  }

  @Test
  @Rule("R-AUTH")
  void liesThatAreNoneDoNot() {
    Run run = run(1, 0, 10, Adversary.FALSE_CERTIFICATES);
    assertThat(run.deeds()).as("%s", run).allMatch(d -> d.total() > 0);
    assertThat(run.refused()).contains(MessageKind.VIEW_CHANGE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Rule("R-STATE")
  void poisonedStatesAreNotTaken(long seed) {
    try (Scene scene = Scene.seeded(settings(1, 0, 1), seed)) {
      ActorGroup group = scene.group();
      Deeds deeds = Adversary.POISONED_STATE.corrupt(group, 1, seed, 1);
      Link usual = group.link();
      scene.clients(4, 2);
      group.use(
          usual.cut((from, to) -> from.equals(group.address(3)) || to.equals(group.address(3))));
      scene.load(Duration.ofSeconds(3));
      group.use(usual);
      scene.load(Duration.ofSeconds(3));
      scene.assertEndsWell(LIMIT);
      assertThat(group.witness(3).events(Event.StateInstalled.class)).isNotEmpty();
      assertThat(deeds.total()).as("%s", deeds).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, EQUIVOCATING_PRIMARY, LYING_VIEW_CHANGES",
    "2, EQUIVOCATING_PRIMARY, EQUIVOCATING_NEW_PRIMARY",
    "3, CHAMELEON, TWINS"
  })
  @Rule({"R-VOTE", "R-SELECT", "R-INSTALL"})
  void twoInConspiracyDoNoHarmEither(long seed, Adversary first, Adversary second) {
    Run run = run(2, 0, seed, first, second);
    assertThat(run.deeds()).as("%s", run).allMatch(d -> d.total() > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"LYING_VIEW_CHANGES", "CHAMELEON", "TWINS"})
  @Rule({"R-VOTE", "R-SELECT"})
  void groupsWithSparesBearThemToo(Adversary adversary) {
    Run run = run(1, 1, 6, adversary);
    assertThat(run.deeds()).as("%s", run).allMatch(d -> d.total() > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"EQUIVOCATING_PRIMARY", "CHAMELEON", "TWINS"})
  void theSameSeedBringsTheSameDeeds(Adversary adversary) {
    Run first = run(1, 0, 7, adversary);
    Run second = run(1, 0, 7, adversary);
    Run third = run(1, 0, 8, adversary);
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(second.deeds().get(0).byKind()).isEqualTo(first.deeds().get(0).byKind());
    assertThat(third.fingerprint()).isNotEqualTo(first.fingerprint());
  }

  @Test
  void anIntensityIsAProbability() {
    try (Scene scene = new Scene(1, 0, 9)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Adversary.SILENT.corrupt(scene.group(), 0, 1, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Adversary.SILENT.corrupt(scene.group(), 0, 1, 1.1));
    }
  }
}
