package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that were away for longer than the group keeps its log, in virtual time. */
@Rule("R-STATE")
class ReturnTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");
  private static final Limits SMALL =
      new Limits(8, 32, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  /** Nothing is kept below the stable checkpoint. */
  private static final ReplicaTimers FORGETFUL =
      new ReplicaTimers(
          Duration.ofMillis(50),
          Duration.ofMillis(20),
          8,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          0,
          0);

  /** As configured by default, but for the slots that are kept below the stable checkpoint. */
  private static ReplicaTimers usual(int archiveSlots) {
    ReplicaTimers d = ReplicaTimers.DEFAULT;
    return new ReplicaTimers(
        d.requestTimer(),
        d.holeTimer(),
        d.holeAttempts(),
        d.voteExchangeTimer(),
        d.newViewTimer(),
        d.statusPeriod(),
        d.silentAfter(),
        archiveSlots,
        1 << 20);
  }

  private static SimulatedGroup group(int f, int c, long seed) {
    return group(f, c, seed, FORGETFUL);
  }

  private static SimulatedGroup group(int f, int c, long seed, ReplicaTimers timers) {
    return new SimulatedGroup(
        SimulationSettings.of(f, c).with(SMALL).with(timers), seed, GOOD, Adder::new);
  }

  private static void load(SimulatedGroup group, Duration duration, SimulatedClient client) {
    long end = group.world().now().plus(duration).micros();
    while (group.world().now().micros() < end) {
      while (client.statistics().outstanding() + client.statistics().waiting() < 2) {
        client.order(ADD);
      }
      if (!group.world().step()) {
        return;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  void aReplicaThatWasAwayForLongerThanTheWindowComesBackUnderLoadAndVotesAgain(int f, int c) {
    SimulatedGroup group = group(f, c, 21);
    SimulatedClient client = group.client();
    int last = group.replicas().size() - 1;
    load(group, Duration.ofMillis(50), client);

    group.network().use(GOOD.without(group.id(last)));
    load(group, Duration.ofSeconds(1), client);
    group.network().use(GOOD);
    load(group, Duration.ofSeconds(3), client);
    long votesBefore = votes(group.replica(last));
    load(group, Duration.ofMillis(300), client);

    assertThat(group.runUntilDone(Duration.ofSeconds(10), client)).isTrue();
    group.world().run(Duration.ofSeconds(2));
    assertThat(group.replica(last).events()).anyMatch(Event.StateInstalled.class::isInstance);
    assertThat(votes(group.replica(last))).as("it votes again").isGreaterThan(votesBefore);
    assertThat(group.replica(last).executed().lastEntry())
        .isEqualTo(group.replica(0).executed().lastEntry());
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
  }

  private static long votes(SimulatedReplica replica) {
    return replica.promises().stream().filter(Promise.Accepted.class::isInstance).count();
  }

  @Test
  @Rule("R-INSTALL")
  void aReplicaBelowTheBaseOfANewViewFetchesTheStateAndEntersTheView() {
    SimulatedGroup group = group(2, 0, 22);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(50), client);

    group.network().use(GOOD.without(group.id(6)));
    load(group, Duration.ofSeconds(1), client);
    group.replica(0).crash();
    load(group, Duration.ofSeconds(2), client);
    group.network().use(GOOD);
    load(group, Duration.ofSeconds(3), client);

    assertThat(group.runUntilDone(Duration.ofSeconds(10), client)).isTrue();
    group.world().run(Duration.ofSeconds(2));
    List<Event> events = group.replica(6).events();
    assertThat(events).anyMatch(Event.StateInstalled.class::isInstance);
    assertThat(events).anyMatch(Event.ViewInstalled.class::isInstance);
    assertThat(group.replica(6).executed().lastEntry())
        .isEqualTo(group.replica(1).executed().lastEntry());
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
  }

  /** Until so many slots more are ordered. */
  private static void order(SimulatedGroup group, int slots, SimulatedClient client) {
    int last = group.replica(0).executed().size() + slots;
    while (group.replica(0).executed().size() < last) {
      load(group, Duration.ofMillis(1), client);
    }
  }

  private static void assertEquallyFar(SimulatedGroup group) {
    for (SimulatedReplica replica : group.replicas()) {
      assertThat(replica.executed().lastEntry())
          .as(replica.id().toString())
          .isEqualTo(group.replica(0).executed().lastEntry());
    }
  }

  /** It has missed so many slots, and hears others from now on. */
  private static void comesBack(SimulatedGroup group, int missed, SimulatedClient client) {
    order(group, 20, client);
    group.network().use(GOOD.without(group.id(3)));
    order(group, missed, client);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    group.world().run(Duration.ofSeconds(1));
    group.network().use(GOOD);
  }

  /**
   * With the timers of every day. Its STATUS brings it the proof within a period of 250 ms; to ask
   * for slots that nobody keeps any more would take another 800 ms at least.
   */
  @ParameterizedTest
  @ValueSource(longs = {23, 24, 25})
  @Rule({"R-STATE", "R-HOLE"})
  void whoMissedMoreThanPeersKeepVotesAgainWithinHalfASecond(long seed) {
    SimulatedGroup group = group(1, 0, seed, usual(2 * SMALL.window()));
    SimulatedClient client = group.client();
    SimulatedReplica away = group.replica(3);
    comesBack(group, 8 * SMALL.window(), client);
    long before = votes(away);
    load(group, Duration.ofMillis(500), client);

    assertThat(away.events()).anyMatch(Event.StateInstalled.class::isInstance);
    assertThat(votes(away)).as("it votes again").isGreaterThan(before);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    group.world().run(Duration.ofSeconds(1));
    assertEquallyFar(group);
  }

  @Test
  @Rule("R-HOLE")
  void whoMissedNoMoreThanPeersKeepFetchesNoState() {
    SimulatedGroup group = group(1, 0, 26, usual(16 * SMALL.window()));
    SimulatedClient client = group.client();
    comesBack(group, 8 * SMALL.window(), client);
    load(group, Duration.ofMillis(300), client);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    group.world().run(Duration.ofSeconds(3));
    assertEquallyFar(group);
    assertThat(group.replica(3).events()).noneMatch(Event.StateTransferProgress.class::isInstance);
  }

  /** All that it hears of are ORDER-REQs beyond its window. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  @Rule({"R-ACCEPT-2", "R-STATUS"})
  void whoComesBackToAGroupThatThenIsIdleHasAllOfTheLogInTheEnd(int slots) {
    SimulatedGroup group = group(1, 0, 27);
    SimulatedClient client = group.client();
    comesBack(group, 4 * SMALL.window(), client);
    long suspected = suspicions(group);
    for (int i = 0; i < slots; i++) {
      client.order(ADD);
      assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    }
    group.world().run(Duration.ofSeconds(2));
    assertEquallyFar(group);
    assertThat(suspicions(group)).isEqualTo(suspected);
  }

  private static long suspicions(SimulatedGroup group) {
    return group.replicas().stream()
        .flatMap(replica -> replica.events().stream())
        .filter(Event.NoConfidenceSigned.class::isInstance)
        .count();
  }
}
