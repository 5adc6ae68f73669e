package io.weevil.engine.viewchange;

import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * NO-CONFIDENCEs, of each replica the one in the latest view (R-SUSPECT): who has lost confidence
 * in a later view has no part in the earlier one any more.
 */
final class Suspicions {

  private final Quorums quorums;
  private final Map<ReplicaId, NoConfidence> latest = new HashMap<>();

  Suspicions(Quorums quorums) {
    this.quorums = quorums;
  }

  void collect(NoConfidence statement) {
    if (quorums.isMember(statement.signer())) {
      latest.merge(
          statement.signer(),
          statement,
          (known, next) -> next.view().compareTo(known.view()) > 0 ? next : known);
    }
  }

  /** That {@code weak} replicas have lost confidence in {@code view}; null while fewer have. */
  @Nullable NoConfidenceProof proofAgainst(View view) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (NoConfidence statement : latest.values()) {
      if (statement.view().equals(view)) {
        signatures.put(statement.signer(), statement.signature());
      }
    }
    return signatures.size() < quorums.weak() ? null : new NoConfidenceProof(signatures);
  }
}
