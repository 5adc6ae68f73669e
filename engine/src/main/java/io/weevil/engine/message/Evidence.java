package io.weevil.engine.message;

import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.SignedVote;
import java.util.Locale;

/**
 * Signed statements that are said to prove their signer faulty, to anyone who knows the group's
 * public keys (R-EVIDENCE). Whether they do is the business of {@code EvidenceChecker}: these
 * records claim, they prove nothing by being there.
 */
public sealed interface Evidence {

  /** Codes are the format of files and of the wire: never reused. */
  enum Kind {
    CONFLICTING_HEADERS(1),
    FORKED_HEADERS(2),
    CONFLICTING_VOTES(3),
    CONFLICTING_CHECKPOINTS(4),
    CONFLICTING_VIEW_CHANGES(5),
    CONFLICTING_NEW_VIEWS(6),
    FAULTY_BATCH(7);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** For people. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Two headers of one view and slot that differ. */
  record ConflictingHeaders(SignedHeader first, SignedHeader second) implements Evidence {}

  /** Headers of consecutive slots of one view: the second's history does not extend the first's. */
  record ForkedHeaders(SignedHeader first, SignedHeader second) implements Evidence {}

  /** Two votes of one replica for one view and slot, for different histories. */
  record ConflictingVotes(SignedVote first, SignedVote second) implements Evidence {}

  /** Two CHECKPOINTs of one replica for one slot, of different histories or states. */
  record ConflictingCheckpoints(Checkpoint first, Checkpoint second) implements Evidence {}

  /** Two VIEW-CHANGEs of one replica for one view that say different things. */
  record ConflictingViewChanges(ViewChange first, ViewChange second) implements Evidence {}

  /** Two NEW-VIEWs of one view that are computed from different VIEW-CHANGEs. */
  record ConflictingNewViews(NewView first, NewView second) implements Evidence {}

  /**
   * A batch, these very bytes signed by the primary, with a request in it that no correct primary
   * orders: forged, or out of its client's order within the batch itself.
   *
   * @param request which one, counted from 0
   */
  record FaultyBatch(OrderReq orderReq, int request) implements Evidence {}

  default Kind kind() {
    return switch (this) {
      case ConflictingHeaders e -> Kind.CONFLICTING_HEADERS;
      case ForkedHeaders e -> Kind.FORKED_HEADERS;
      case ConflictingVotes e -> Kind.CONFLICTING_VOTES;
      case ConflictingCheckpoints e -> Kind.CONFLICTING_CHECKPOINTS;
      case ConflictingViewChanges e -> Kind.CONFLICTING_VIEW_CHANGES;
      case ConflictingNewViews e -> Kind.CONFLICTING_NEW_VIEWS;
      case FaultyBatch e -> Kind.FAULTY_BATCH;
    };
  }

  /**
   * Who is said to have signed both.
   *
   * @param n how many replicas the group has: a view's primary depends on it
   */
  default ReplicaId accused(int n) {
    return switch (this) {
      case ConflictingHeaders(var first, var second) -> first.header().view().primary(n);
      case ForkedHeaders(var first, var second) -> first.header().view().primary(n);
      case ConflictingVotes(var first, var second) -> first.voter();
      case ConflictingCheckpoints(var first, var second) -> first.signer();
      case ConflictingViewChanges(var first, var second) -> first.signer();
      case ConflictingNewViews(var first, var second) -> first.view().primary(n);
      case FaultyBatch(var orderReq, int request) -> orderReq.header().header().view().primary(n);
    };
  }
}
