package io.weevil.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The adaptive time-outs of R-CLIENT-2 and R-CLIENT-4. */
class EstimatorsTest {

  private final RoundTripEstimator roundTrip = new RoundTripEstimator(ms(10), ms(500), ms(5_000));
  private final LatenessEstimator lateness = new LatenessEstimator(ms(1), ms(100));

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  @Rule("R-CLIENT-4")
  void waitsTheFirstTimeoutUntilARoundTripWasMeasured() {
    assertThat(roundTrip.timeout(0)).isEqualTo(ms(500));
    roundTrip.sample(ms(20));
    assertThat(roundTrip.timeout(0)).isEqualTo(ms(60)); // 20 + 4 · 10
  }

  @Test
  @Rule("R-CLIENT-4")
  void convergesToASteadyRoundTripWithinItsLimits() {
    for (int i = 0; i < 200; i++) {
      roundTrip.sample(ms(40));
    }
    assertThat(roundTrip.timeout(0)).isBetween(ms(40), ms(41));
    for (int i = 0; i < 200; i++) {
      roundTrip.sample(ms(1));
    }
    assertThat(roundTrip.timeout(0)).isEqualTo(ms(10));
    for (int i = 0; i < 200; i++) {
      roundTrip.sample(ms(60_000));
    }
    assertThat(roundTrip.timeout(0)).isEqualTo(ms(5_000));
  }

  @Test
  @Rule("R-CLIENT-4")
  void allowsForJitter() {
    for (int i = 0; i < 100; i++) {
      roundTrip.sample(ms(i % 2 == 0 ? 20 : 60));
    }
    assertThat(roundTrip.timeout(0)).isGreaterThan(ms(60));
  }

  @Test
  @Rule("R-CLIENT-4")
  void keepsWhatItBackedOffToUntilACleanMeasurement() {
    roundTrip.sample(ms(20));
    roundTrip.backOff(3);
    assertThat(roundTrip.timeout(0)).isEqualTo(ms(480));
    assertThat(roundTrip.timeout(5)).isEqualTo(ms(1_920));
    roundTrip.sample(ms(20));
    assertThat(roundTrip.timeout(0)).isLessThan(ms(60));
  }

  @Test
  @Rule("R-CLIENT-4")
  void neverOverflows() {
    roundTrip.sample(Duration.ofDays(365));
    roundTrip.backOff(Integer.MAX_VALUE);
    assertThat(roundTrip.timeout(Integer.MAX_VALUE)).isEqualTo(ms(5_000));
  }

  @Test
  @Rule("R-CLIENT-2")
  void waitsAsLongAsTheQuorumTookUntilALatenessWasMeasured() {
    assertThat(lateness.timeout(ms(7))).isEqualTo(ms(7));
    assertThat(lateness.timeout(ms(7_000))).isEqualTo(ms(100));
    assertThat(lateness.timeout(Duration.ZERO)).isEqualTo(ms(1));
  }

  @Test
  @Rule("R-CLIENT-2")
  void followsTheLatenessOfTheLastReplies() {
    for (int i = 0; i < 200; i++) {
      lateness.sample(ms(12));
    }
    assertThat(lateness.timeout(ms(50))).isBetween(ms(12), ms(13));
  }

  @Test
  @Rule("R-CLIENT-2")
  void waitsNoLongerThanTheQuorumTookHoweverLateTheLastUsuallyIs() {
    for (int i = 0; i < 200; i++) {
      lateness.sample(ms(80));
    }
    assertThat(lateness.timeout(ms(5))).isEqualTo(ms(5));
    assertThat(lateness.timeout(ms(300))).isBetween(ms(80), ms(81));
  }

  @Test
  @Rule("R-CLIENT-2")
  void waitsTheMinimumForADeadReplicaAndTheOldTimeForOneThatReturns() {
    lateness.sample(ms(12));
    Duration usual = lateness.timeout(ms(50));
    lateness.miss();
    lateness.miss();
    assertThat(lateness.timeout(ms(50))).isEqualTo(usual);
    lateness.miss();
    assertThat(lateness.timeout(ms(50))).isEqualTo(ms(1));
    lateness.sample(ms(12));
    assertThat(lateness.timeout(ms(50))).isGreaterThan(ms(12));
  }

  @Test
  @Rule("R-CLIENT-2")
  void aDeadReplicaSoonCostsTheClientTheMinimumOnly() {
    ClientScene scene = new ClientScene(1, 0);
    for (int number = 1; number <= 5; number++) {
      scene.submit(number, "op");
      scene.afterMillis(40);
      for (int replica = 0; replica < 3; replica++) {
        scene.receive(
            replica, scene.speculative(replica, ClientScene.V0, ClientScene.A, number, "r"));
      }
      Duration waited = scene.timers.get(ClientScene.fastPath(number));
      assertThat(waited).isEqualTo(number <= 3 ? ms(40) : ClientTimers.DEFAULT.minFast());
      scene.after(waited).fire(ClientScene.fastPath(number));
      for (int replica = 0; replica < 3; replica++) {
        scene.receive(replica, scene.localCommit(ClientScene.V0, ClientScene.A, number));
      }
    }
    assertThat(scene.core.statistics().secondPhases()).isEqualTo(5);
  }

  @Test
  @Rule("R-CLIENT-4")
  void measuresNoRequestThatWasResent() {
    ClientScene scene = new ClientScene(1, 0);
    scene.submit(1, "op");
    Duration first = scene.timers.get(ClientScene.retransmission(1));
    scene.after(first).fire(ClientScene.retransmission(1));
    scene.afterMillis(1).endFast(1, "r");
    scene.submit(2, "op");
    assertThat(scene.timers.get(ClientScene.retransmission(2)))
        .isEqualTo(first.multipliedBy(2)); // still backed off
    scene.afterMillis(40).endFast(2, "r");
    scene.submit(3, "op");
    assertThat(scene.timers.get(ClientScene.retransmission(3)))
        .isEqualTo(ms(120)); // 40 + 4 · 20, of the clean one alone
  }
}
