package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.testkit.adversary.HostileClient;
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
    return outcome(plan, fails ? Invariant.LIVENESS : Invariant.NO_SLANDER);
  }

  private static Outcome failed(Plan plan) {
    return outcome(plan, Invariant.LIVENESS);
  }

  private static Outcome good(Plan plan) {
    return new Outcome(plan, List.of(), "", 0, 0, 0, Duration.ZERO, new Tally());
  }

  private static Outcome outcome(Plan plan, Invariant broken) {
    Violation violation = new Violation(broken, "pretended", Duration.ZERO);
    return new Outcome(plan, List.of(violation), "", 0, 0, 0, Duration.ZERO, new Tally());
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

  /** Fails while one of the malicious clients repeats requests, whatever else it does. */
  private static Outcome pretendMalice(Plan plan) {
    boolean fails =
        plan.incidents().stream()
            .anyMatch(
                i ->
                    i.fault() instanceof Fault.Malice malice
                        && (malice.conduct() == HostileClient.ALL
                            || malice.conduct() == HostileClient.REPETITION_AND_GAPS));
    return fails ? failed(plan) : good(plan);
  }

  @Test
  void findsOutWhatAMaliciousClientNeedsToDo() {
    Plan many =
        plan.with(
            List.of(
                incident(new Fault.Malice(0, HostileClient.FLOOD, 1, 50, true)),
                incident(new Fault.Malice(1, HostileClient.ALL, 2, 50, true)),
                incident(new Fault.Pause(2))));
    Outcome smallest = Minimiser.minimise(pretendMalice(many), MinimiserTest::pretendMalice, 1_000);
    assertThat(smallest.plan().incidents())
        .extracting(Incident::fault)
        .containsExactly(new Fault.Malice(1, HostileClient.REPETITION_AND_GAPS, 2, 50, false));
  }

  @Test
  void triesNoMoreThanItMay() {
    assertThat(Minimiser.minimise(pretend(plan), MinimiserTest::pretend, 0).plan()).isEqualTo(plan);
  }

  @Test
  void wantsAFailure() {
    assertThatThrownBy(() -> Minimiser.minimise(good(plan), 10))
        .hasMessageContaining("has not failed");
  }
}
