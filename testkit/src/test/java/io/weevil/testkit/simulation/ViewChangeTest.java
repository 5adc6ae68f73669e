package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that outlive their primaries, in virtual time. */
class ViewChangeTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");
  private static final Limits SMALL =
      new Limits(8, 32, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  /** Short, so that little need happen between a fault and its end. */
  private static final ReplicaTimers QUICK =
      new ReplicaTimers(
          Duration.ofMillis(50),
          Duration.ofMillis(20),
          8,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          1_024,
          1 << 20);

  private static SimulatedGroup group(int f, int c, long seed, LinkRule rule) {
    return new SimulatedGroup(
        SimulationSettings.of(f, c).with(SMALL).with(QUICK), seed, rule, Adder::new);
  }

  private static void load(
      SimulatedGroup group, Duration duration, int callers, SimulatedClient... clients) {
    long end = group.world().now().plus(duration).micros();
    while (group.world().now().micros() < end) {
      for (SimulatedClient client : clients) {
        while (client.statistics().outstanding() + client.statistics().waiting() < callers) {
          client.order(ADD);
        }
      }
      if (!group.world().step()) {
        return;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-SUSPECT", "R-VIEW-CHANGE", "R-SELECT", "R-INSTALL"})
  void theGroupOutlivesADeadPrimary(int f, int c) {
    SimulatedGroup group = group(f, c, 6, GOOD);
    SimulatedClient a = group.client();
    SimulatedClient b = group.client();
    load(group, Duration.ofMillis(100), 2, a, b);

    group.replica(0).crash();
    load(group, Duration.ofSeconds(1), 1, a, b);

    assertThat(group.runUntilDone(Duration.ofSeconds(30), a, b)).isTrue();
    for (int i = 1; i < group.replicas().size(); i++) {
      assertThat(group.replica(i).events()).contains(new Event.ViewStarted(new View(1)));
    }
    GroupChecks.assertLinearizable(a, b);
    GroupChecks.assertOneHistory(group);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Rule({"R-SUSPECT", "R-STATUS"})
  void itOutlivesTwoDeadPrimariesInARow(int c) {
    SimulatedGroup group = group(2, c, 7, GOOD);
    SimulatedClient a = group.client();
    load(group, Duration.ofMillis(100), 2, a);

    group.replica(0).crash();
    group.replica(1).crash();
    load(group, Duration.ofSeconds(3), 1, a);

    assertThat(group.runUntilDone(Duration.ofSeconds(60), a)).isTrue();
    assertThat(group.replica(2).events()).contains(new Event.ViewStarted(new View(2)));
    GroupChecks.assertLinearizable(a);
    GroupChecks.assertOneHistory(group);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @Rule({"R-INSTALL", "R-STATUS", "R-HOLE", "R-FROZEN"})
  void everyCallEndsRightWhenPrimariesDieOverBadLinks(long seed) {
    int f = seed % 3 == 0 ? 2 : 1;
    int c = seed % 2 == 0 ? 1 : 0;
    SimulatedGroup group =
        group(f, c, seed, new UnreliableLinks(seed, 0.1, 0.05, Duration.ofMillis(20)));
    SimulatedClient a = group.client();
    SimulatedClient b = group.client();
    load(group, Duration.ofMillis(500 + 37 * seed), 4, a, b);

    group.replica(0).crash();
    load(group, Duration.ofSeconds(5), 2, a, b);
    group.network().use(GOOD);

    assertThat(group.runUntilDone(Duration.ofSeconds(60), a, b)).isTrue();
    GroupChecks.assertLinearizable(a, b);
    GroupChecks.assertOneHistory(group);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Rule({"R-INSTALL", "R-SELECT-3"})
  void whatOneReplicaAloneHasExecutedIsUndoneAndDoneAgain(long seed) {
    SimulatedGroup group = group(1, 0, seed, GOOD);
    SimulatedClient a = group.client();
    SimulatedClient b = group.client();
    load(group, Duration.ofMillis(100), 2, a, b);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), a, b)).isTrue();

    group
        .network()
        .use(
            (from, to, wire) ->
                wire.kind() == MessageKind.ORDER_REQ && !to.equals(group.id(2))
                    ? List.of()
                    : GOOD.deliveries(from, to, wire));
    for (int i = 0; i < 20; i++) {
      a.order(ADD);
      b.order(ADD);
    }
    group.world().run(Duration.ofMillis(20));
    group.replica(0).crash();
    group
        .network()
        .use(
            (from, to, wire) ->
                wire.kind() == MessageKind.ORDER_REQ && from.equals(group.id(2))
                    ? List.of()
                    : GOOD.deliveries(from, to, wire));

    assertThat(group.runUntilDone(Duration.ofSeconds(20), a, b)).isTrue();
    assertThat(group.replica(2).events()).anyMatch(Event.RolledBack.class::isInstance);
    for (int other : new int[] {1, 3}) {
      assertThat(group.replica(other).events()).noneMatch(Event.RolledBack.class::isInstance);
    }
    GroupChecks.assertLinearizable(a, b);
    GroupChecks.assertOneHistory(group);
  }

  @Test
  @Rule({"R-INSTALL", "R-STATUS"})
  void aReplicaThatMissedTheViewChangeJoinsTheNewView() {
    SimulatedGroup group = group(2, 0, 9, GOOD);
    SimulatedClient a = group.client();
    load(group, Duration.ofMillis(100), 2, a);

    group.network().use(GOOD.without(group.id(6)));
    group.replica(0).crash();
    load(group, Duration.ofSeconds(1), 1, a);
    assertThat(group.replica(6).events()).noneMatch(Event.ViewInstalled.class::isInstance);

    group.network().use(GOOD);
    load(group, Duration.ofSeconds(1), 1, a);
    assertThat(group.runUntilDone(Duration.ofSeconds(20), a)).isTrue();
    group.world().run(Duration.ofSeconds(4));

    assertThat(group.replica(6).events()).anyMatch(Event.ViewInstalled.class::isInstance);
    assertThat(group.replica(6).executed().lastEntry())
        .isEqualTo(group.replica(1).executed().lastEntry());
    GroupChecks.assertLinearizable(a);
    GroupChecks.assertOneHistory(group);
  }
}
