package io.weevil.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.Event;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups whose network or backups fail, in virtual time. */
class GroupUnderFaultsTest {

  private static final LinkRule GOOD = LinkRule.delay(Duration.ofMillis(2));
  private static final Bytes ADD = Bytes.utf8("add 1");

  /** A small K and window, so that checkpoints and back-pressure take part. */
  private static final Limits SMALL =
      new Limits(8, 32, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private static SimulatedGroup group(int f, int c, long seed, LinkRule rule) {
    return new SimulatedGroup(SimulationSettings.of(f, c).with(SMALL), seed, rule, Adder::new);
  }

  /** Each answered call is followed by the next, as a closed loop of callers would. */
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
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @Rule({"R-STATUS", "R-HOLE", "R-CLIENT-4"})
  void everyCallEndsRightOverLinksThatLoseReorderAndDuplicate(long seed) {
    int f = seed % 3 == 0 ? 2 : 1;
    int c = seed % 2 == 0 ? 1 : 0;
    SimulatedGroup group =
        group(f, c, seed, new UnreliableLinks(seed, 0.1, 0.05, Duration.ofMillis(20)));
    SimulatedClient a = group.client();
    SimulatedClient b = group.client();

    load(group, Duration.ofSeconds(1), 4, a, b);
    group.network().use(GOOD);

    assertThat(group.runUntilDone(Duration.ofSeconds(30), a, b)).isTrue();
    assertThat(a.ended().size() + b.ended().size()).isGreaterThanOrEqualTo(10);
    GroupChecks.assertLinearizable(a, b);
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group);
  }

  @Test
  @Rule({"R-TRACK", "R-STATUS"})
  void aBackupThatIsCutOffSwitchesTheTrackAndItsReturnSwitchesBack() {
    SimulatedGroup group = group(1, 0, 3, GOOD);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(300), 4, client);
    long executedBefore = group.replica(3).executed().size();

    group.network().use(GOOD.without(group.id(3)));
    load(group, Duration.ofMillis(2_500), 2, client);
    assertThat(tracks(group)).startsWith(Track.AGREED).endsWith(Track.AGREED);
    assertThat(client.statistics().secondPhases()).isPositive();

    group.network().use(GOOD);
    load(group, Duration.ofSeconds(4), 2, client);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    group.world().run(Duration.ofSeconds(2));

    assertThat(tracks(group)).endsWith(Track.SPECULATIVE);
    assertThat(group.replica(3).executed().size()).isGreaterThan((int) executedBefore);
    assertThat(group.replica(3).executed().lastEntry())
        .isEqualTo(group.primary().executed().lastEntry());
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group, Set.of(group.id(3)));
  }

  private static List<Track> tracks(SimulatedGroup group) {
    return group.primary().events().stream()
        .filter(Event.TrackSwitched.class::isInstance)
        .map(e -> ((Event.TrackSwitched) e).track())
        .toList();
  }

  @Test
  @Rule("R-HOLE")
  void aBackupThatThePrimaryKeepsInTheDarkIsToldByItsPeers() {
    SimulatedGroup group = group(1, 0, 4, GOOD);
    Party dark = group.id(3);
    group
        .network()
        .use(
            (from, to, wire) ->
                wire.kind() == MessageKind.ORDER_REQ && from.equals(group.id(0)) && to.equals(dark)
                    ? List.of()
                    : GOOD.deliveries(from, to, wire));
    SimulatedClient client = group.client();

    load(group, Duration.ofSeconds(1), 4, client);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    group.world().run(Duration.ofSeconds(3));

    assertThat(group.replica(3).executed().lastEntry())
        .isEqualTo(group.primary().executed().lastEntry());
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
  }

  @Test
  @Rule("R-AGREE")
  void theGroupGoesOnWithoutABackup() {
    SimulatedGroup group = group(1, 0, 5, GOOD);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(300), 4, client);

    group.replica(2).crash();
    load(group, Duration.ofMillis(2_500), 2, client);

    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();
    GroupChecks.assertLinearizable(client);
    GroupChecks.assertOneHistory(group);
    GroupChecks.assertNoAlarm(group);
  }

  @Test
  @Rule("R-SUSPECT")
  void aDeadPrimaryCostsTheGroupItsConfidenceAndItSaysSo() {
    SimulatedGroup group = group(1, 0, 6, GOOD);
    SimulatedClient client = group.client();
    load(group, Duration.ofMillis(300), 4, client);

    group.primary().crash();
    client.order(ADD);
    group.world().run(Duration.ofSeconds(20));

    for (int i = 1; i < 4; i++) {
      assertThat(group.replica(i).events())
          .anyMatch(e -> e instanceof Event.ConfidenceLost lost && lost.signers().size() >= 2);
    }
    GroupChecks.assertOneHistory(group);
  }

  @Test
  @Rule({"R-EXCHANGE-3", "R-CHECKPOINT"})
  void anIdleTailCommits() {
    SimulatedGroup group = group(1, 0, 7, GOOD);
    SimulatedClient client = group.client();
    client.order(ADD);
    assertThat(group.runUntilDone(Duration.ofSeconds(5), client)).isTrue();

    group.world().run(Duration.ofSeconds(2));
    client.queryStatus();
    group.world().run(Duration.ofMillis(100));

    assertThat(client.statuses()).hasSize(4);
    assertThat(client.statuses())
        .allSatisfy(s -> assertThat(s.report().committed().number()).isEqualTo(1));
  }
}
