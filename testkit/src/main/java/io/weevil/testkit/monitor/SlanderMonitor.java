package io.weevil.testkit.monitor;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.GroupObserver;
import org.jspecify.annotations.Nullable;

/** Invariant 9: nobody finds proof against a correct replica, and none raises an alarm. */
final class SlanderMonitor implements GroupObserver {

  private final Findings findings;

  SlanderMonitor(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void onEvent(ReplicaId replica, Event event) {
    ReplicaId accused = accused(event);
    if (accused != null && findings.isCorrect(accused)) {
      findings.report(
          Invariant.NO_SLANDER, replica + " holds proof against " + accused + ": " + event);
    }
    if (event instanceof Event.StateDiverged) {
      findings.report(Invariant.EQUAL_STATES, replica + ": " + event);
    }
  }

  private @Nullable ReplicaId accused(Event event) {
    int n = findings.quorums().n();
    return switch (event) {
      case Event.PrimaryProvenFaulty e -> e.first().header().view().primary(n);
      case Event.BatchProvenFaulty e -> e.header().header().view().primary(n);
      case Event.SecondNewView e -> e.view().primary(n);
      case Event.EvidenceFound e -> e.accused();
      default -> null;
    };
  }

  @Override
  public void onFailed(String node, Throwable cause) {
    for (int i = 0; i < findings.quorums().n(); i++) {
      ReplicaId replica = new ReplicaId(i);
      String name = "replica-" + i;
      boolean ofThis = node.equals(name) || node.startsWith(name + ".");
      if (ofThis && findings.isCorrect(replica)) {
        findings.report(Invariant.NO_ALARM, node + " has stopped: " + cause);
      }
    }
  }
}
