package io.weevil.testkit.swarm;

import java.time.Duration;
import java.util.List;

/**
 * What a run came to.
 *
 * @param violations empty if all is well
 * @param fingerprint of all that happened
 * @param events messages and timers that reached a role of a node
 * @param calls that ended with a result
 */
public record Outcome(
    Plan plan,
    List<String> violations,
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
