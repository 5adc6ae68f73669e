package io.weevil.engine.viewchange;

import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Valid VIEW-CHANGEs, of each replica the one for the latest view (R-VIEW-CHANGE). */
final class ViewChanges {

  /** What became of a VIEW-CHANGE. */
  enum Outcome {
    /** The signer's first for its view. */
    COUNTED,
    /** The same again. */
    KNOWN,
    /** The signer has signed one for a later view. */
    SUPERSEDED,
    /** The signer has signed another for the same view; the first one stands. */
    CONFLICTING
  }

  private final Quorums quorums;
  private final SortedMap<ReplicaId, ViewChange> latest = new TreeMap<>();

  ViewChanges(Quorums quorums) {
    this.quorums = quorums;
  }

  Outcome collect(ViewChange viewChange) {
    ViewChange known = latest.get(viewChange.signer());
    int order = known == null ? 1 : viewChange.view().compareTo(known.view());
    if (order < 0) {
      return Outcome.SUPERSEDED;
    }
    if (order == 0) {
      return viewChange.equals(known) ? Outcome.KNOWN : Outcome.CONFLICTING;
    }
    latest.put(viewChange.signer(), viewChange);
    return Outcome.COUNTED;
  }

  boolean holds(ViewChange viewChange) {
    return viewChange.equals(latest.get(viewChange.signer()));
  }

  /**
   * Exactly {@code viewChange} for {@code view}, by ascending signer; null while there are fewer.
   */
  @Nullable List<ViewChange> enoughFor(View view) {
    List<ViewChange> found =
        latest.values().stream()
            .filter(v -> v.view().equals(view))
            .limit(quorums.viewChange())
            .toList();
    return found.size() < quorums.viewChange() ? null : found;
  }
}
