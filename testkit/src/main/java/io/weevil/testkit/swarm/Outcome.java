package io.weevil.testkit.swarm;

import io.weevil.testkit.monitor.Violation;
import java.time.Duration;
import java.util.List;

/**
 * What a run came to.
 *
 * @param violations empty if all is well
 * @param fingerprint of all that happened
 * @param events messages that arrived and timers that ran out
 * @param calls that ended with a result
 */
public record Outcome(
    Plan plan,
    List<Violation> violations,
    String fingerprint,
    long steps,
    long events,
    long calls,
    Duration virtual,
    Tally tally) {

  public Outcome {
    violations = List.copyOf(violations);
  }

  public boolean isGood() {
    return violations.isEmpty();
  }
}
