package io.weevil.engine.quorum;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code certify} signed votes of distinct members, equal in (v, s, h). It covers every slot up to
 * s. One signer counts once: signatures are keyed by replica. That the signatures verify is the
 * business of whoever lets it in.
 */
public record Certificate(Vote vote, SortedMap<ReplicaId, Bytes> signatures) {

  public Certificate {
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
  }

  /** Whether enough distinct members signed. */
  public boolean isComplete(Quorums quorums) {
    return signatures.keySet().stream().filter(quorums::isMember).count() >= quorums.certify();
  }

  /** Greater by (view, slot): the one that a replica keeps (R-VIEW-CHANGE). */
  public boolean isGreaterThan(Certificate other) {
    int byView = vote.view().compareTo(other.vote.view());
    return byView > 0 || (byView == 0 && vote.slot().isAfter(other.vote.slot()));
  }
}
