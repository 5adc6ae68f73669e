package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.testkit.monitor.Invariant;
import io.weevil.testkit.monitor.Violation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinimiserTest {

  private static final Fault NEEDED = new Fault.Pause(1);

  private final Plan plan =
      Draw.of(3, Profile.NETWORK, 1)
          .with(
              List.of(
                  incident(new Fault.Pause(0)),
                  incident(new Fault.CutLink(0, 1)),
                  incident(NEEDED),
                  incident(new Fault.Pause(2)),
                  incident(new Fault.Pause(3))));

  private static Incident incident(Fault fault) {
    return new Incident(Duration.ofSeconds(1), Duration.ofSeconds(2), fault);
  }

  /** Fails where the needed incident lasts for 100 ms or more; otherwise in another way, or not. */
  private static Outcome pretend(Plan plan) {
    boolean fails =
        plan.incidents().stream()
            .anyMatch(
                i ->
                    i.fault().equals(NEEDED)
                        && i.until().minus(i.from()).compareTo(Duration.ofMillis(100)) >= 0);
    Invariant broken = fails ? Invariant.LIVENESS : Invariant.NO_SLANDER;
    return new Outcome(
        plan,
        List.of(new Violation(broken, "pretended", Duration.ZERO)),
        "",
        0,
        0,
        0,
        Duration.ZERO,
        new Tally());
  }

  @Test
  void keepsOnlyWhatTheFailureNeeds() {
    Outcome smallest = Minimiser.minimise(pretend(plan), MinimiserTest::pretend, 1_000);
    assertThat(smallest.violations().get(0).invariant()).isEqualTo(Invariant.LIVENESS);
    assertThat(smallest.plan().incidents()).extracting(Incident::fault).containsExactly(NEEDED);
    Incident left = smallest.plan().incidents().get(0);
    assertThat(left.until().minus(left.from()))
        .isBetween(Duration.ofMillis(100), Duration.ofMillis(199));
    assertThat(smallest.plan().load().clients()).isOne();
    assertThat(smallest.plan().load().callers()).isOne();
    assertThat(smallest.plan().busy()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void triesNoMoreThanItMay() {
    assertThat(Minimiser.minimise(pretend(plan), MinimiserTest::pretend, 0).plan()).isEqualTo(plan);
  }

  @Test
  void wantsAFailure() {
    Outcome good = new Outcome(plan, List.of(), "", 0, 0, 0, Duration.ZERO, new Tally());
    assertThatThrownBy(() -> Minimiser.minimise(good, 10)).hasMessageContaining("has not failed");
  }
}
