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

  private static SimulatedGroup group(int f, int c, long seed) {
    return new SimulatedGroup(
        SimulationSettings.of(f, c).with(SMALL).with(FORGETFUL), seed, GOOD, Adder::new);
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
}
