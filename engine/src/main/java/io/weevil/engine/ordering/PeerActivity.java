package io.weevil.engine.ordering;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who is silent while others speak (R-TRACK). An idle group says nothing, and nobody is silent in
 * it: silence is counted from the moment at which somebody spoke again.
 */
final class PeerActivity {

  private final Quorums quorums;
  private final ReplicaId self;
  private final Duration silentAfter;
  private final Timestamp[] heard;
  private Timestamp newest = Timestamp.ZERO;

  PeerActivity(Quorums quorums, ReplicaId self, Duration silentAfter) {
    this.quorums = quorums;
    this.self = self;
    this.silentAfter = silentAfter;
    this.heard = new Timestamp[quorums.n()];
    java.util.Arrays.fill(heard, Timestamp.ZERO);
  }

  void onHeard(ReplicaId replica, Timestamp now) {
    if (now.since(newest).compareTo(silentAfter) > 0) {
      java.util.Arrays.fill(heard, now); // the group was idle: everyone starts anew
    }
    heard[replica.index()] = now;
    newest = now;
  }

  SortedSet<ReplicaId> silent() {
    SortedSet<ReplicaId> silent = new TreeSet<>();
    quorums
        .members()
        .filter(r -> !r.equals(self))
        .filter(r -> newest.since(heard[r.index()]).compareTo(silentAfter) > 0)
        .forEach(silent::add);
    return silent;
  }
}
