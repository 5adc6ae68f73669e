package io.weevil.testkit.selection;

import io.weevil.engine.model.View;
import io.weevil.engine.viewchange.NewViewRule.Certified;
import io.weevil.engine.viewchange.NewViewRule.Shown;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a VIEW-CHANGE can show, as one number: a replica's state and its proven checkpoint. Gives
 * the production object of each, made once.
 */
final class ShownLogs {

  private final LogTree logs;
  private final ReplicaStates states;
  private final Map<Integer, Shown> production = new HashMap<>();

  ShownLogs(LogTree logs, ReplicaStates states) {
    this.logs = logs;
    this.states = states;
  }

  /**
   * @param base a prefix of the state's log; a certificate that it passes or contradicts has been
   *     dropped (R-VIEW-CHANGE)
   */
  int shown(int state, int base) {
    boolean dropped = base != LogTree.EMPTY && !states.covers(states.certificate(state), base);
    int kept = dropped ? states.withCertificate(state, ReplicaStates.NO_CERTIFICATE) : state;
    return kept * logs.size() + base;
  }

  int state(int shown) {
    return shown / logs.size();
  }

  int base(int shown) {
    return shown % logs.size();
  }

  int log(int shown) {
    return states.log(state(shown));
  }

  int logView(int shown) {
    return states.logView(state(shown));
  }

  int certificate(int shown) {
    return states.certificate(state(shown));
  }

  /** Whether the certificates of each view lie on one log. */
  boolean certificatesAgree(int[] shown) {
    for (int one : shown) {
      for (int other : shown) {
        if (contradict(certificate(one), certificate(other))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean contradict(int one, int other) {
    return one != ReplicaStates.NO_CERTIFICATE
        && other != ReplicaStates.NO_CERTIFICATE
        && states.certificateView(one) == states.certificateView(other)
        && logs.conflict(states.certified(one), states.certified(other));
  }

  Shown production(int shown) {
    return production.computeIfAbsent(shown, this::build);
  }

  private Shown build(int shown) {
    return new Shown(
        new View(logView(shown)),
        logs.chainAbove(base(shown), log(shown)),
        certified(certificate(shown), base(shown)));
  }

  private @Nullable Certified certified(int certificate, int base) {
    return certificate == ReplicaStates.NO_CERTIFICATE
        ? null
        : new Certified(
            new View(states.certificateView(certificate)),
            logs.chainAbove(base, states.certified(certificate)));
  }
}
