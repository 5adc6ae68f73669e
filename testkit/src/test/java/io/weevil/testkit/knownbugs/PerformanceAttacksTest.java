package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.RELAY;
import static io.weevil.engine.message.MessageKind.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D1 to D8: nothing wrong is said, and the service is gone all the same. */
@Timeout(120)
class PerformanceAttacksTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration REQUEST_TIMER = ReplicaTimers.DEFAULT.requestTimer();

  /** The longest of some calls, one after the other. */
  private static Duration longestCall(Scene scene, Caller caller, int calls) {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < calls; i++) {
      Duration begin = scene.group().time().elapsed();
      caller.call(Scene.put("x", caller.name() + "-" + i));
      assertThat(scene.group().runUntil(() -> !caller.isWaiting(), LIMIT))
          .as(scene.state())
          .isTrue();
      Duration took = scene.group().time().elapsed().minus(begin);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return longest;
  }

  private static Caller newCaller(Scene scene) {
    ActorClient client = scene.group().newClient();
    scene.group().pass(Duration.ofMillis(50)); // everyone is introduced
    return client.newCaller();
  }

  /**
   * D1 (Prime, DSN '08): the primary orders each batch just before the timer runs out. Ours bears
   * it and bounds it: no call takes longer than twice that. It is not deposed for being slow.
   */
  @Test
  @Rule("R-SUSPECT")
  void d1_aPrimaryThatDelaysEachBatchSlowsCallsByThatMuchOnly() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 701)) {
      Duration delay = REQUEST_TIMER.multipliedBy(9).dividedBy(10);
      new Network(scene.group()).delay(delay, p -> p.is(ORDER_REQ) && p.isFrom(0));
      Caller caller = newCaller(scene);
      assertThat(longestCall(scene, caller, 40)).isLessThan(delay.multipliedBy(2));
      scene.assertEndsWell(LIMIT);
    }
  }

  /**
   * D2: timers have doubled for two minutes of partition; then the primary falls silent. Timers
   * come back with progress, so that it is deposed as soon as ever.
   */
  @Test
  @Rule("R-SUSPECT")
  void d2_timersThatWereDrivenUpComeBack() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 702)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(300));
      Network network = new Network(scene.group());
      network.partition(new int[] {0, 1}, new int[] {2, 3});
      scene.load(Duration.ofSeconds(1));
      scene.group().pass(Duration.ofMinutes(2));
      network.heal();
      scene.load(Duration.ofSeconds(20));
      View view = scene.group().witness(1).view();
      int primary = (int) (view.number() % 4);
      Caller caller = newCaller(scene);
      scene.group().crash(primary);
      assertThat(longestCall(scene, caller, 1)).isLessThan(Duration.ofSeconds(10));
      scene.assertEndsWell(LIMIT);
    }
  }

  /** D3: one client is not heard by the primary, nor whoever passes its requests on. */
  @Test
  @Rule({"R-CLIENT-4", "R-SUSPECT"})
  void d3_aPrimaryThatStarvesOneClientLosesItsView() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 703)) {
      scene.clients(1, 2);
      scene.load(Duration.ofSeconds(8)); // so that timers are no longer those of the start
      ActorClient starved = scene.group().newClient();
      scene.group().pass(Duration.ofMillis(50));
      new Network(scene.group())
          .lose(
              p ->
                  p.isTo(0)
                      && (p.is(RELAY) || (p.is(REQUEST) && p.from().equals(starved.address()))));
      Caller caller = starved.newCaller();
      Duration begin = scene.group().time().elapsed();
      caller.call(Scene.put("y", "starved"));
      while (caller.isWaiting() && scene.group().time().elapsed().minus(begin).toSeconds() < 30) {
        scene.load(Duration.ofMillis(50)); // the others are served all the time
      }
      assertThat(scene.group().time().elapsed().minus(begin))
          .isLessThan(REQUEST_TIMER.multipliedBy(10));
      assertThat(scene.allIn(1)).as(scene.state()).isTrue();
      new Network(scene.group()).heal();
      scene.assertEndsWell(LIMIT);
    }
  }

  /** D4: a backup floods the others with what is authentic and useless. */
  @Test
  @Rule({"R-AUTH", "R-HOLE"})
  void d4_aFloodOfAuthenticMessagesChangesNothing() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 704)) {
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      scene.clients(2, 2);
      Random random = new Random(4);
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 60; i++) {
          PeerMessage each = anything(r3, random);
          for (int to = 0; to < 3; to++) {
            r3.self().say(new ReplicaId(to), each);
          }
        }
        scene.load(Duration.ofMillis(20));
      }
      assertThat(Scenes.answers(scene)).isGreaterThan(20);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  private static PeerMessage anything(Puppet r3, Random random) {
    Slot slot = new Slot(random.nextInt(200));
    View view = new View(random.nextInt(3));
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    Digest some = new Digest(Bytes.wrap(bytes));
    return switch (random.nextInt(6)) {
      case 0 -> new PeerMessage.Prepare(r3.self().signer().vote(new Vote(view, slot, some)));
      case 1 -> new PeerMessage.Commit(view, slot, some);
      case 2 -> r3.self().signer().checkpoint(new Slot(slot.number() / 8 * 8), some, some);
      case 3 -> new PeerMessage.FillHole(View.ZERO, Slot.ZERO, slot);
      case 4 -> new PeerMessage.Fetch(some);
      default -> new PeerMessage.StateRequest(slot, some, random.nextInt(9));
    };
  }

  /** D5: operations as large as they may be, between small ones. */
  @Test
  @Rule("R-ORDER")
  void d5_theLargestOperationsAndTheSmallestTakeTurns() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 705)) {
      scene.clients(2, 2);
      Caller large = newCaller(scene);
      String most = "l".repeat(Scene.SMALL.maxRequestBytes() - 1_500);
      for (int i = 0; i < 30; i++) {
        if (!large.isWaiting()) {
          large.call(Scene.put("large", i + most));
        }
        scene.load(Duration.ofMillis(50));
      }
      assertThat(large.answers()).isGreaterThan(20);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  /** D6: one replica reads nothing for a long time. The others do not wait for it. */
  @Test
  @Rule({"R-STATUS", "R-STATE"})
  void d6_whoReadsNothingHoldsNobodyUp() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 706)) {
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(1));
      scene.group().pause(3);
      long before = Scenes.answers(scene);
      scene.load(Duration.ofSeconds(10));
      assertThat(Scenes.answers(scene)).isGreaterThan(before + 100);
      scene.group().resume(3);
      scene.load(Duration.ofSeconds(3));
      scene.assertEndsWell(LIMIT);
      assertThat(scene.group().correct()).allMatch(w -> w.view().equals(View.ZERO));
      assertThat(scene.group().witness(3).log().lastEntry())
          .isEqualTo(scene.group().witness(0).log().lastEntry());
    }
  }

  /** D8: one correct replica is slow: its messages, or its steps. No view ends for that. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  @Rule({"R-CLIENT-2", "R-TRACK"})
  void d8_aSlowBackupCostsNoViewAndLittleTime(boolean slowLink) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 708)) {
      Duration slow = Duration.ofMillis(200);
      Link usual = scene.group().link();
      if (slowLink) {
        scene
            .group()
            .use(
                (from, to, wire) ->
                    from.equals(scene.group().address(3)) || to.equals(scene.group().address(3))
                        ? List.of(new Link.Delivery(to, wire, slow))
                        : usual.carry(from, to, wire));
      } else {
        scene.group().slowDown(3, Duration.ofMillis(20));
      }
      Caller caller = newCaller(scene);
      longestCall(scene, caller, 5); // until the client knows
      assertThat(longestCall(scene, caller, 30)).isLessThan(Duration.ofMillis(60));
      scene.group().use(usual);
      scene.group().slowDown(3, Duration.ZERO);
      scene.group().pass(Duration.ofSeconds(2));
      assertThat(scene.group().correct())
          .allMatch(w -> w.events(Event.ConfidenceLost.class).isEmpty());
      scene.assertEndsWell(LIMIT);
    }
  }
}
