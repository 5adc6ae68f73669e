package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas that were started again without anything that they knew, in virtual time. */
@Rule("R-LEARN")
class LearnerTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");
  private static final Limits SMALL =
      new Limits(8, 32, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));
  private static final ReplicaTimers QUICK =
      new ReplicaTimers(
          Duration.ofMillis(50),
          Duration.ofMillis(20),
          8,
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          8,
          1 << 20);

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

  private final Set<MessageKind> said = EnumSet.noneOf(MessageKind.class);

  private SimulatedGroup group(long seed) {
    return group(1, 0, seed);
  }

  private SimulatedGroup group(int f, int c, long seed) {
    return new SimulatedGroup(
        SimulationSettings.of(f, c).with(SMALL).with(QUICK), seed, GOOD, Adder::new);
  }

  /** From now on, what this replica says is noted. */
  private void listenTo(SimulatedGroup group, int replica) {
    group
        .network()
        .use(
            (from, to, wire) -> {
              if (from.equals(group.id(replica))) {
                said.add(wire.kind());
              }
              return GOOD.deliveries(from, to, wire);
            });
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
  @CsvSource({"1, 0, 0", "1, 0, 3", "2, 0, 0", "2, 1, 8"})
  void itFollowsLogAndStateAndPromisesNothing(int f, int c, int restarted) {
    SimulatedGroup group = group(f, c, 31);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(300), client);

    SimulatedReplica learner = group.restartEmpty(restarted);
    listenTo(group, restarted);
    load(group, Duration.ofSeconds(3), client);

    assertThat(group.runUntilDone(Duration.ofSeconds(10), client)).isTrue();
    group.world().run(Duration.ofSeconds(2));
    assertThat(learner.events()).contains(new Event.Learning());
    assertThat(learner.executed().lastEntry()).isEqualTo(group.replica(1).executed().lastEntry());
    assertThat(said).contains(MessageKind.STATUS).doesNotContainAnyElementsOf(PROMISES);
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
  }

  @Test
  void itSaysSoToWhoeverAsksHowItIs() {
    SimulatedGroup group = group(33);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(200), client);
    group.restartEmpty(3);
    load(group, Duration.ofSeconds(2), client);

    SimulatedClient operator = group.client();
    operator.queryStatus();
    group.world().run(Duration.ofMillis(100));

    assertThat(operator.statuses()).hasSize(4);
    for (SimulatedClient.Status status : operator.statuses()) {
      boolean learner = status.replica().equals(group.id(3));
      assertThat(status.report().health()).isEqualTo(learner ? Health.LEARNER : Health.WELL);
    }
  }

  @Test
  @Rule("R-VIEW-CHANGE")
  void itCountsAsFaulty() {
    SimulatedGroup group = group(32);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(200), client);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();

    group.restartEmpty(3);
    group.replica(2).crash();
    client.order(ADD);

    assertThat(group.runUntilDone(Duration.ofSeconds(5), client))
        .as("two correct replicas of four commit nothing, whatever a learner holds")
        .isFalse();
  }
}
