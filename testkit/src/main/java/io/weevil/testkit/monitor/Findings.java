package io.weevil.testkit.monitor;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.Quorums;
import io.weevil.testkit.actors.ActorGroup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Where monitors say what they have found, and whom it is about. */
final class Findings {

  /** After these a run has shown what it has to show. */
  private static final int MOST = 100;

  private final ActorGroup group;
  private final Quorums quorums;
  private final List<Violation> violations = new ArrayList<>();

  Findings(ActorGroup group) {
    this.group = group;
    this.quorums = group.configuration().quorums();
  }

  Quorums quorums() {
    return quorums;
  }

  /** Whether it is held to anything. */
  boolean isCorrect(ReplicaId replica) {
    return !group.isFaulty(replica.index());
  }

  long faulty() {
    return quorums.members().filter(r -> !isCorrect(r)).count();
  }

  /** With more than f faulty replicas the protocol promises nothing. */
  void report(Invariant invariant, String what) {
    if (violations.size() < MOST && faulty() <= quorums.f()) {
      violations.add(new Violation(invariant, what, group.time().elapsed()));
    }
  }

  void require(boolean holds, Invariant invariant, Supplier<String> otherwise) {
    if (!holds) {
      report(invariant, otherwise.get());
    }
  }

  /** In the order in which they were found; the list grows. */
  List<Violation> violations() {
    return Collections.unmodifiableList(violations);
  }
}
