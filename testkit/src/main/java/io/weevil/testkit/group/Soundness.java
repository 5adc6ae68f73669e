package io.weevil.testkit.group;

import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Witness;
import java.util.ArrayList;
import java.util.List;

/** What must hold of every group at all times. */
final class Soundness {

  private Soundness() {}

  static List<String> violations(ActorGroup group) {
    List<String> found = new ArrayList<>(group.contradictions());
    group.failures().forEach(failure -> found.add("a node has failed: " + failure));
    for (Witness witness : group.correct()) {
      found.addAll(witness.contradictions());
      witness
          .events(Event.StateDiverged.class)
          .forEach(event -> found.add(witness.replica() + ": " + event));
    }
    if (group.time().trespasser() != null) {
      found.add("another thread has acted in the group: " + group.time().trespasser());
    }
    return found;
  }
}
