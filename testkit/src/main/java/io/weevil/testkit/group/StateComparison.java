package io.weevil.testkit.group;

import io.weevil.engine.model.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the services of all replicas to this: after equal operations equal outcomes and equal
 * states. It finds the first operation that a service does not do alike everywhere, long before a
 * checkpoint tells that states differ.
 */
final class StateComparison {

  private record Seen(String replica, String outcome, Digest state) {}

  private final Map<Digest, Seen> byHistory = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  /**
   * A service has done an operation.
   *
   * @param history of all operations that have led to its state, this one included
   */
  void onApplied(String replica, Digest history, Object operation, String outcome, Digest state) {
    Seen first = byHistory.putIfAbsent(history, new Seen(replica, outcome, state));
    if (first == null) {
      return;
    }
    if (!first.state().equals(state)) {
      findings.add(
          "the service is not deterministic: after the same operations, the last one %s, the state is %s at %s and %s at %s"
              .formatted(operation, first.state(), first.replica(), state, replica));
    } else if (!first.outcome().equals(outcome)) {
      findings.add(
          "the service is not deterministic: after the same operations %s results in %s at %s and %s at %s"
              .formatted(operation, first.outcome(), first.replica(), outcome, replica));
    }
  }

  void onReadChanged(String replica, Object operation) {
    findings.add("reading " + operation + " has changed the state at " + replica);
  }

  List<String> findings() {
    return List.copyOf(findings);
  }
}
