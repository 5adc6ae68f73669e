package io.weevil.engine.authentication;

import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.crypto.Signer;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.ViewChangeCodec;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.List;

/** Makes this replica's signed statements. */
public final class ReplicaSigner {

  private static final Signer LEARNER =
      statement -> {
        throw new IllegalStateException("a learner was to sign something");
      };

  private final ReplicaId self;
  private final SignedBytes signedBytes;
  private final Signer signer;
  private final boolean learner;

  /**
   * @param group the group configuration's digest
   */
  public ReplicaSigner(ReplicaId self, Digest group, Signer signer) {
    this(self, group, signer, false);
  }

  private ReplicaSigner(ReplicaId self, Digest group, Signer signer, boolean learner) {
    this.self = self;
    this.signedBytes = new SignedBytes(group);
    this.signer = signer;
    this.learner = learner;
  }

  /**
   * Of a replica that cannot vouch for everything it ever signed under its key (R-LEARN): it signs
   * nothing, and every attempt to is a defect.
   *
   * @param group the group configuration's digest
   */
  public static ReplicaSigner ofLearner(ReplicaId self, Digest group) {
    return new ReplicaSigner(self, group, LEARNER, true);
  }

  /** Whether this replica signs nothing. */
  public boolean isLearner() {
    return learner;
  }

  public ReplicaId self() {
    return self;
  }

  /** Signed when it is to be shown (R-LATE). */
  public SignedVote vote(Vote vote) {
    return new SignedVote(
        self,
        vote,
        () -> signer.sign(signedBytes.vote(self, vote.view(), vote.slot(), vote.history())));
  }

  /** Only the primary of the header's view may. */
  public SignedHeader header(OrderHeader h) {
    return new SignedHeader(
        h,
        signer.sign(
            signedBytes.orderHeader(self, h.view(), h.slot(), h.batch(), h.history(), h.track())));
  }

  public PeerMessage.Checkpoint checkpoint(Slot slot, Digest history, Digest state) {
    return new PeerMessage.Checkpoint(
        self,
        slot,
        history,
        state,
        signer.sign(signedBytes.checkpoint(self, slot, history, state)));
  }

  public PeerMessage.NoConfidence noConfidence(View view) {
    return new PeerMessage.NoConfidence(
        self, view, signer.sign(signedBytes.noConfidence(self, view)));
  }

  public PeerMessage.ViewChange viewChange(View view, NoConfidenceProof proof, LogReport report) {
    Digest content = ViewChangeCodec.contentOf(proof, report);
    return new PeerMessage.ViewChange(
        self, view, proof, report, signer.sign(signedBytes.viewChange(self, view, content)));
  }

  /** Only the primary of {@code view} may. */
  public PeerMessage.NewView newView(View view, List<PeerMessage.ViewChange> viewChanges) {
    Digest content = ViewChangeCodec.contentOf(viewChanges);
    return new PeerMessage.NewView(
        view, viewChanges, signer.sign(signedBytes.newView(self, view, content)));
  }
}
