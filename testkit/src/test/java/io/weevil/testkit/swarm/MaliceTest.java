package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.testkit.adversary.HostileClient;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Malicious clients in plans. */
@Timeout(240)
class MaliceTest {

  private static final Duration BEGIN = Duration.ofMillis(50);
  private static final Duration END = Duration.ofMillis(500);
  private static final Duration BUSY = Duration.ofSeconds(1);

  private static Plan calm(RequestAuthentication authentication) {
    Plan drawn = Draw.of(5, Profile.BYZANTINE, 1);
    SimulationSettings settings = SimulationSettings.of(1, 0).with(authentication);
    return new Plan(
        drawn.seed(),
        drawn.profile(),
        settings,
        new Load(2, 2, Duration.ofMillis(20), 2, 20),
        BUSY,
        Duration.ofMillis(1),
        List.of());
  }

  private static Plan with(
      RequestAuthentication authentication, HostileClient conduct, boolean forGood) {
    Fault malice = new Fault.Malice(0, conduct, 7, 70, forGood);
    return calm(authentication).with(List.of(new Incident(BEGIN, END, malice)));
  }

  static Stream<Arguments> all() {
    return Stream.of(HostileClient.values())
        .flatMap(
            conduct ->
                Stream.of(RequestAuthentication.values())
                    .map(authentication -> Arguments.of(conduct, authentication)));
  }

  @ParameterizedTest
  @MethodSource("all")
  @Rule({"R-AUTH", "R-ACCEPT-4", "R-CLIENT"})
  void doesNoHarmAndIsCounted(HostileClient conduct, RequestAuthentication authentication) {
    Outcome outcome = Run.of(with(authentication, conduct, false));
    assertThat(outcome.plan().isLive()).isTrue();
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.tally().counts()).containsEntry("malice", 1L);
    assertThat(deeds(outcome, conduct)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(HostileClient.class)
  @Rule({"R-AUTH", "R-ACCEPT-4"})
  void mayGoOnForGood(HostileClient conduct) {
    Outcome brief = Run.of(with(RequestAuthentication.SIGNATURE, conduct, false));
    Outcome longer = Run.of(with(RequestAuthentication.SIGNATURE, conduct, true));
    assertThat(longer.plan().isLive()).isTrue();
    assertThat(longer.violations()).isEmpty();
    assertThat(deeds(longer, conduct)).isGreaterThan(deeds(brief, conduct));
  }

  private static long deeds(Outcome outcome, HostileClient conduct) {
    return outcome.tally().counts().get("client " + conduct);
  }

  @Test
  @Rule("R-AUTH")
  void nobodyPromisesLivenessWhileAClientDividesReplicas() {
    for (HostileClient conduct : HostileClient.values()) {
      assertThat(with(RequestAuthentication.MAC, conduct, true).isLive())
          .isEqualTo(!conduct.dividesReplicas());
      assertThat(with(RequestAuthentication.MAC, conduct, false).isLive()).isTrue();
      assertThat(with(RequestAuthentication.SIGNATURE, conduct, true).isLive()).isTrue();
    }
  }

  @Test
  void isToldInWords() {
    Plan plan = with(RequestAuthentication.SIGNATURE, HostileClient.TWO_BODIES, false);
    Outcome outcome = Run.of(plan);
    FailureReport report = FailureReport.of(outcome);
    assertThat(report.summary())
        .anyMatch(line -> line.contains("client hostile-0 is malicious, TWO_BODIES, at 70 %: "));
    assertThat(report.told()).anyMatch(line -> line.contains("hostile-0 → replica-"));
  }
}
