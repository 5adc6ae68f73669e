package io.weevil.engine.message;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.state.MerkleTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What replicas say to each other. */
public sealed interface PeerMessage extends WireMessage {

  /** ORDER-REQ(header (v, s, d, h, track), batch): from the primary, or passed on by anyone. */
  record OrderReq(SignedHeader header, Batch batch) implements PeerMessage {}

  /** PREPARE(vote). */
  record Prepare(SignedVote vote) implements PeerMessage {}

  /**
   * COMMIT(v, s, h): the sender holds a certificate of view v on h, covering s. Between two
   * parties: not signed.
   */
  record Commit(View view, Slot slot, Digest history) implements PeerMessage {}

  /** CHECKPOINT(s, h, D), signed once. */
  record Checkpoint(ReplicaId signer, Slot slot, Digest history, Digest state, Bytes signature)
      implements PeerMessage {}

  /** The stable proof: {@code certify} equal CHECKPOINTs of distinct members. */
  record StableProof(List<Checkpoint> checkpoints) implements PeerMessage {
    public StableProof {
      checkpoints = List.copyOf(checkpoints);
      if (checkpoints.isEmpty()) {
        throw new IllegalArgumentException("a stable proof has checkpoints");
      }
    }

    public Slot slot() {
      return checkpoints.get(0).slot();
    }

    public Digest history() {
      return checkpoints.get(0).history();
    }

    public Digest state() {
      return checkpoints.get(0).state();
    }
  }

  /** NO-CONFIDENCE(v), signed once. */
  record NoConfidence(ReplicaId signer, View view, Bytes signature) implements PeerMessage {}

  /**
   * VIEW-CHANGE(w), signed once: the signer takes no more part in the views below w.
   *
   * @param view w, at least 1
   * @param proof of NO-CONFIDENCE(w-1)
   * @param report what the signer holds of those views
   */
  record ViewChange(
      ReplicaId signer, View view, NoConfidenceProof proof, LogReport report, Bytes signature)
      implements PeerMessage {
    public ViewChange {
      if (view.equals(View.ZERO)) {
        throw new IllegalArgumentException("nobody changes to view 0");
      }
    }
  }

  /**
   * NEW-VIEW(w, V), signed once by the primary of w. From it everybody computes the log that w
   * begins with (R-SELECT).
   *
   * @param viewChanges V: valid ones for w of {@code viewChange} members, by ascending signer
   */
  record NewView(View view, List<ViewChange> viewChanges, Bytes signature) implements PeerMessage {
    public NewView {
      viewChanges = List.copyOf(viewChanges);
      if (view.equals(View.ZERO)) {
        throw new IllegalArgumentException("view 0 begins without a NEW-VIEW");
      }
    }
  }

  /** FILL-HOLE(v, from, to): send the ORDER-REQs of these slots, both ends included. */
  record FillHole(View view, Slot from, Slot to) implements PeerMessage {
    public FillHole {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException(
            "a hole ends at or after its beginning: " + from + " … " + to);
      }
    }
  }

  /** FETCH(digest): send the batch with this digest. */
  record Fetch(Digest batch) implements PeerMessage {}

  /** Answer to FETCH. */
  record Fetched(Batch batch) implements PeerMessage {}

  /**
   * STATUS: what the sender has. A peer that is ahead sends what is missing (R-STATUS).
   *
   * @param view that the sender has installed
   * @param target that it is frozen for; {@code view} when it is not frozen
   */
  record Status(View view, View target, Slot stable, Slot accepted, Slot committed, Slot executed)
      implements PeerMessage {
    public Status {
      if (target.compareTo(view) < 0) {
        throw new IllegalArgumentException("frozen in " + view + " for " + target);
      }
    }
  }

  /** A client's request passed on to the primary (R-CLIENT-4). */
  record Relay(Request request) implements PeerMessage {}

  /** STATE-REQUEST: send this chunk of the state with digest {@code state} (R-STATE). */
  record StateRequest(Slot slot, Digest state, long chunk) implements PeerMessage {
    public StateRequest {
      requireIndex(chunk);
    }
  }

  /**
   * STATE-CHUNK: answer to STATE-REQUEST.
   *
   * @param chunk its index, from 0
   * @param part null when the sender does not serve this state, or it has no such chunk: to be
   *     asked for elsewhere
   */
  record StateChunk(Slot slot, long chunk, @Nullable StatePart part) implements PeerMessage {
    public StateChunk {
      requireIndex(chunk);
    }
  }

  /**
   * A chunk and what shows that it is one of the state (see {@link MerkleTree#verifies}).
   *
   * @param size of the whole state, in bytes
   * @param content at most {@link MerkleTree#CHUNK_SIZE} bytes
   * @param path siblings on the way to the root, lowest first; at most {@link
   *     MerkleTree#MAX_HEIGHT}
   */
  record StatePart(long size, Bytes content, List<Digest> path) {
    public StatePart {
      path = List.copyOf(path);
      if (size < 0
          || content.size() > MerkleTree.CHUNK_SIZE
          || path.size() > MerkleTree.MAX_HEIGHT) {
        throw new IllegalArgumentException(
            "no chunk of a state has "
                + content.size()
                + " of "
                + size
                + " bytes and "
                + path.size()
                + " siblings");
      }
    }
  }

  private static void requireIndex(long chunk) {
    if (chunk < 0) {
      throw new IllegalArgumentException("chunks count from 0, not " + chunk);
    }
  }

  /**
   * Two authentic headers that one correct primary cannot both have signed (R-CLIENT-5,
   * R-EVIDENCE).
   */
  record Misbehavior(SignedHeader first, SignedHeader second)
      implements PeerMessage, ClientMessage {}

  /** Evidence that proves a replica faulty, from whoever found or heard of it (R-EVIDENCE). */
  record Accusation(Evidence evidence) implements PeerMessage {}
}
