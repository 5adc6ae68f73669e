package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica whose service is slow, so that its other roles are far ahead of its executor. */
@Rule("R-STATE")
class SlowExecutorTest {

  private static final int SLOW = 3;
  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");
  private static final Limits SMALL =
      new Limits(4, 16, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private static ReplicaTimers keeping(int archiveSlots) {
    return new ReplicaTimers(
        Duration.ofMillis(50),
        Duration.ofMillis(10),
        2,
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(30),
        Duration.ofMillis(200),
        archiveSlots,
        1 << 20);
  }

  private static SimulatedGroup group(long seed, int archiveSlots) {
    SimulationSettings settings =
        SimulationSettings.of(1, 0).with(SMALL).with(keeping(archiveSlots));
    return new SimulatedGroup(settings, seed, GOOD, Adder::new);
  }

  private static void load(SimulatedGroup group, Duration duration, SimulatedClient client) {
    long end = group.world().now().plus(duration).micros();
    while (group.world().now().micros() < end) {
      while (client.statistics().outstanding() + client.statistics().waiting() < 2) {
        client.order(ADD);
      }
      assertThat(group.world().step()).isTrue();
    }
  }

  /** It is cut off and slow now and then, so that slots and states come in every order. */
  private static void trouble(SimulatedGroup group, long seed, SimulatedClient client) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 6; i++) {
      group.network().use(GOOD.without(group.id(SLOW)));
      load(group, Duration.ofMillis(random.nextInt(50, 500)), client);
      group.network().use(bringingLate(group.id(SLOW), random.split()));
      group.replica(SLOW).slowDownExecution(Duration.ofMillis(random.nextInt(1, 12)));
      load(group, Duration.ofMillis(random.nextInt(50, 800)), client);
      group.network().use(GOOD);
      group.replica(SLOW).slowDownExecution(Duration.ZERO);
      load(group, Duration.ofMillis(random.nextInt(1, 300)), client);
    }
  }

  /** Slots and states come to it so late that it asks for states while it gets the slots. */
  private static LinkRule bringingLate(ReplicaId slow, SplittableRandom random) {
    return (from, to, wire) -> {
      boolean late =
          to.equals(slow)
              && (wire.kind() == MessageKind.ORDER_REQ || wire.kind() == MessageKind.STATE_CHUNK);
      return late
          ? List.of(Duration.ofMillis(random.nextInt(2, 80)))
          : GOOD.deliveries(from, to, wire);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void whatWasAcceptedIsNotLostWhateverStateIsFetchedMeanwhile(long seed) {
    SimulatedGroup group = group(seed, 64);
    SimulatedClient client = group.client();
    trouble(group, seed, client);
    load(group, Duration.ofSeconds(3), client);

    assertThat(group.runUntilDone(Duration.ofSeconds(20), client)).isTrue();
    group.world().run(Duration.ofSeconds(3));
    SimulatedReplica slow = group.replica(SLOW);
    assertThat(slow.events()).anyMatch(Event.StateInstalled.class::isInstance);
    assertThat(slow.executed().lastEntry()).isEqualTo(group.replica(0).executed().lastEntry());
    assertNothingAcceptedTwice(slow);
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group, Set.of(group.id(SLOW)));
  }

  /** Until so many slots more are ordered. */
  private static void order(SimulatedGroup group, int slots, SimulatedClient client) {
    int last = group.replica(0).executed().size() + slots;
    while (group.replica(0).executed().size() < last) {
      load(group, Duration.ofMillis(1), client);
    }
  }

  /** Orders come to it late, states still later. */
  private static LinkRule bringingStatesLast(ReplicaId slow) {
    return (from, to, wire) ->
        switch (to.equals(slow) ? wire.kind() : MessageKind.STATUS) {
          case ORDER_REQ -> List.of(Duration.ofMillis(250));
          case STATE_CHUNK -> List.of(Duration.ofMillis(400));
          default -> GOOD.deliveries(from, to, wire);
        };
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void aStateThatComesWhileTheExecutorIsAboutToPassItUndoesNothing() {
    SimulatedGroup group = group(41, 64);
    SimulatedClient client = group.client();
    SimulatedReplica slow = group.replica(SLOW);
    order(group, 8, client);
    group.network().use(GOOD.without(group.id(SLOW)));
    order(group, 20, client);
    slow.slowDownExecution(Duration.ofMillis(20));
    group.network().use(bringingStatesLast(group.id(SLOW)));
    group.world().run(Duration.ofMillis(220)); // it has asked for the state of the last checkpoint
    order(group, 9, client); // and another checkpoint follows
    assertThat(group.runUntilDone(Duration.ofSeconds(1), client)).isTrue();
    group.world().run(Duration.ofMillis(400));
    assertThat(slow.events())
        .as("the state is here")
        .anyMatch(e -> e instanceof Event.StateTransferProgress p && p.received() == 1);
    group.world().run(Duration.ofSeconds(2));

    assertThat(slow.executed().lastEntry()).isEqualTo(group.replica(0).executed().lastEntry());
    assertThat(slow.events()).noneMatch(Event.StateInstalled.class::isInstance);
    assertNothingAcceptedTwice(slow);
  }

  private record Place(View view, Slot slot) {}

  /** What is accepted for the second time in a view was lost in between. */
  private static void assertNothingAcceptedTwice(SimulatedReplica replica) {
    Set<Place> accepted = new HashSet<>();
    for (Promise promise : replica.promises()) {
      if (promise instanceof Promise.Accepted a) {
        Place place = new Place(a.header().header().view(), a.header().header().slot());
        assertThat(accepted.add(place)).as("%s was lost", place).isTrue();
      }
    }
  }

  @Test
  @Rule({"R-ACCEPT-2", "R-SUSPECT"})
  void whoExecutesTooSlowlyForTheGroupIsNeitherBuriedNorSuspicious() {
    SimulatedGroup group = group(31, 1 << 20);
    SimulatedClient client = group.client();
    group.replica(SLOW).slowDownExecution(Duration.ofMillis(60));
    long most = 0;
    for (int i = 0; i < 400; i++) {
      load(group, Duration.ofMillis(50), client);
      most = Math.max(most, group.replica(SLOW).slotsWaiting());
    }

    assertThat(group.replica(0).executed().lastKey().number()).isGreaterThan(400);
    assertThat(most).isLessThanOrEqualTo(2L * SMALL.window());
    GroupChecks.assertNoAlarm(group);
    List<Event> events = group.replica(SLOW).events();
    assertThat(events.stream().filter(Event.CheckpointStable.class::isInstance).count())
        .as("its log is shortened now and then")
        .isGreaterThan(3);

    group.replica(SLOW).slowDownExecution(Duration.ZERO);
    load(group, Duration.ofSeconds(20), client);
    assertThat(group.runUntilDone(Duration.ofSeconds(10), client)).isTrue();
    group.world().run(Duration.ofSeconds(1));
    assertThat(group.replica(SLOW).executed().lastEntry())
        .isEqualTo(group.replica(0).executed().lastEntry());
  }
}
