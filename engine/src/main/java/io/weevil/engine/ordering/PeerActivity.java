package io.weevil.engine.ordering;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who is silent while others speak (R-TRACK). An idle group says nothing, and nobody is silent in
 * it: silence is counted from the moment at which the group spoke again. The group speaks when
 * {@code weak} others do, or a single chatterbox would make the correct ones look silent.
 */
final class PeerActivity {

  private final Quorums quorums;
  private final ReplicaId self;
  private final Duration silentAfter;

  /** By replica: when it was last heard; zero for this one. */
  private final Timestamp[] heard;

  PeerActivity(Quorums quorums, ReplicaId self, Duration silentAfter) {
    this.quorums = quorums;
    this.self = self;
    this.silentAfter = silentAfter;
    this.heard = new Timestamp[quorums.n()];
    Arrays.fill(heard, Timestamp.ZERO);
  }

  void onHeard(ReplicaId replica, Timestamp now) {
    if (isLongAfter(now, spoken())) {
      Arrays.fill(heard, now); // the group was idle: everyone starts anew
      heard[self.index()] = Timestamp.ZERO;
    }
    heard[replica.index()] = now;
  }

  /** When {@code weak} other replicas, so a correct one, had last been heard. */
  private Timestamp spoken() {
    Timestamp[] sorted = heard.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - quorums.weak()];
  }

  private boolean isLongAfter(Timestamp time, Timestamp earlier) {
    return time.since(earlier).compareTo(silentAfter) > 0;
  }

  SortedSet<ReplicaId> silent() {
    Timestamp spoken = spoken();
    return quorums
        .members()
        .filter(r -> !r.equals(self) && isLongAfter(spoken, heard[r.index()]))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
