package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code weak} signed NO-CONFIDENCEs of one view by distinct members: a correct replica has lost
 * confidence (R-SUSPECT). The view is told by whatever carries the proof.
 */
public record NoConfidenceProof(SortedMap<ReplicaId, Bytes> signatures) {
  public NoConfidenceProof {
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
  }
}
