package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.CHECKPOINT;
import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.LOCAL_COMMIT;
import static io.weevil.engine.message.MessageKind.NEW_VIEW;
import static io.weevil.engine.message.MessageKind.NO_CONFIDENCE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.SPEC_RESPONSE;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.LyingPrimary;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * K1 to K7: what a restarted replica has promised and forgotten. As long as promises are not stored
 * (R-DURABLE), a replica that was there before signs nothing any more (R-LEARN).
 */
@Timeout(120)
class CrashBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What binds whoever says it, signed or not. */
  private static final Set<MessageKind> PROMISES =
      EnumSet.of(
          PREPARE,
          COMMIT,
          CHECKPOINT,
          NO_CONFIDENCE,
          VIEW_CHANGE,
          NEW_VIEW,
          SPEC_RESPONSE,
          LOCAL_COMMIT,
          MessageKind.READ_REPLY);

  /** From now on, what this replica promises is noted. */
  private static Set<MessageKind> promisesOf(Scene scene, int replica) {
    Set<MessageKind> promised = EnumSet.noneOf(MessageKind.class);
    scene
        .group()
        .tap(
            (from, to, wire) -> {
              if (from.equals(scene.group().address(replica)) && PROMISES.contains(wire.kind())) {
                promised.add(wire.kind());
              }
            });
    return promised;
  }

  private static void assertLearns(Scene scene, int replica) {
    assertThat(scene.group().witness(replica).events()).contains(new Event.Learning());
  }

  /**
   * K1 (aptos-core 18298, Tendermint 3089, diem 1141): r3 has voted, crashes, and forgets; the
   * primary then offers it something else for the same slots.
   */
  @Test
  @Rule({"R-LEARN", "R-VOTE"})
  void k1_whoForgotItsVotesDoesNotVoteOtherwise() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 401)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      assertThat(scene.group().witness(3).log()).isNotEmpty();
      scene.group().crash(3);
      scene.group().corrupt(0, LyingPrimary.equivocating(Set.of(new ReplicaId(3))));
      Set<MessageKind> promised = promisesOf(scene, 3);
      scene.group().restart(3);
      scene.load(Duration.ofSeconds(3));
      assertLearns(scene, 3);
      assertThat(promised).isEmpty();
      scene.assertSound();
    }
  }

  /** K2 (concord 637e197a1, 65127ed63): r3 crashes at each step of a view change. */
  @ParameterizedTest
  @CsvSource({"NO_CONFIDENCE, false", "VIEW_CHANGE, false", "NEW_VIEW, true", "PREPARE, false"})
  @Rule({"R-LEARN", "R-VIEW-CHANGE"})
  void k2_aCrashAtAnyStepOfAViewChangeDoesNoHarm(MessageKind step, boolean received) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 402)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      boolean[] reached = {false};
      Network network = new Network(scene.group());
      network.lose(
          p -> p.is(ORDER_REQ) && p.isFrom(0) && scene.group().witness(1).view().number() == 0);
      scene
          .group()
          .tap(
              (from, to, wire) ->
                  reached[0] |=
                      wire.kind() == step
                          && (received ? to : from).equals(scene.group().address(3))
                          && (step != PREPARE || scene.group().witness(3).view().number() == 1));
      scene.group().newClient().newCaller().call(Scene.put("x", "asked"));
      assertThat(scene.group().runUntil(() -> reached[0], Duration.ofSeconds(20)))
          .as(scene.state())
          .isTrue();
      scene.group().crash(3);
      Set<MessageKind> promised = promisesOf(scene, 3);
      scene.group().restart(3);
      scene.load(Duration.ofSeconds(2));
      scene.assertEndsWell(LIMIT);
      assertLearns(scene, 3);
      assertThat(promised).isEmpty();
    }
  }

  /** K3: all are killed and forget. Nobody makes up for it: the group is silent, not wrong. */
  @Test
  @Rule("R-LEARN")
  void k3_aGroupThatForgotEverythingAnswersNothing() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 403)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      List<Set<MessageKind>> promised =
          List.of(0, 1, 2, 3).stream()
              .map(
                  i -> {
                    scene.group().crash(i);
                    return promisesOf(scene, i);
                  })
              .toList();
      List.of(2, 0, 3, 1).forEach(scene.group()::restart);
      scene.load(Duration.ofSeconds(3));
      for (int i = 0; i < 4; i++) {
        assertLearns(scene, i);
        assertThat(promised.get(i)).isEmpty();
      }
      assertThat(scene.group().isDone()).isFalse();
      scene.assertSound();
    }
  }

  /**
   * K5 (Telcoin 391): a wiped machine with the old key. It counts as one of the f faulty ones; the
   * group bears it, and never takes it for what it was.
   */
  @Test
  @Rule("R-LEARN")
  void k5_aWipedReplicaIsBorneAsOneFaultyOne() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 405)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(600));
      scene.group().crash(3);
      scene.group().loseDisk(3);
      scene.group().restart(3);
      scene.load(Duration.ofSeconds(3));
      scene.assertEndsWell(LIMIT);
    }
  }

  /** K7: clocks jump by an hour, forth and back, or stand still, at a backup or at the primary. */
  @ParameterizedTest
  @CsvSource({"0, 3600", "0, -3600", "3, 3600", "3, -3600", "0, 5", "3, 5"})
  @Rule({"R-ACCEPT-5", "R-ORDER"})
  void k7_aClockThatJumpsLosesNoRequest(int replica, long seconds) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 407)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      scene.group().skewClock(replica, Duration.ofSeconds(seconds));
      scene.load(Duration.ofSeconds(3));
      scene.group().skewClock(replica, Duration.ZERO);
      scene.load(Duration.ofSeconds(2));
      scene.assertEndsWell(LIMIT);
    }
  }

  /** K7: it stands still, and does not go backwards after an hour ahead. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  @Rule("R-ACCEPT-5")
  void k7_aClockThatStandsStillLosesNoRequest(int replica) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 408)) {
      scene.clients(2, 2);
      for (int i = 0; i < 30; i++) {
        scene.load(Duration.ofMillis(100));
        scene.group().skewClock(replica, Duration.ofMillis(-100L * i));
      }
      scene.assertEndsWell(LIMIT);
    }
  }
}
