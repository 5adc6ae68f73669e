package io.weevil.testkit.monitor;

import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.actors.GroupObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** R-SELECT: what replicas begin a view with is what its NEW-VIEW, or one of them, gives. */
final class SelectionMonitor implements GroupObserver {

  private final Records records;
  private final Digest emptyHistory;
  private final Set<NewView> seen = new HashSet<>();

  /** The last histories of the logs that the NEW-VIEWs of a view give. */
  private final Map<View, Set<Digest>> selected = new HashMap<>();

  SelectionMonitor(Records records) {
    this.records = records;
    this.emptyHistory = records.group.configuration().digest();
  }

  /** Whoever says it. */
  void onAnnounced(NewView announced) {
    if (announced.viewChanges().size() == records.findings.quorums().viewChange()
        && seen.add(announced)) {
      selected
          .computeIfAbsent(announced.view(), v -> new HashSet<>())
          .add(Selection.of(announced, records.findings.quorums(), emptyHistory));
    }
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    if (promise instanceof Promise.NewViewSigned(NewView own)) {
      onAnnounced(own);
    } else if (promise instanceof Promise.LogInstalled installed
        && installed.vote() instanceof SignedVote signed) {
      Set<Digest> allowed = selected.getOrDefault(installed.view(), Set.of());
      records.findings.require(
          allowed.contains(signed.vote().history()),
          Invariant.SELECTION,
          () ->
              "%s begins %s with %s, and its NEW-VIEW gives %s"
                  .formatted(replica, installed.view(), signed.vote(), allowed));
    }
  }
}
