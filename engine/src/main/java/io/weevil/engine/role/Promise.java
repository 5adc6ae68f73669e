package io.weevil.engine.role;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a replica has bound itself to by a message that leaves (R-DURABLE). */
public sealed interface Promise {

  /** As primary: this header, and no other, for its view and slot. */
  record HeaderSigned(SignedHeader header, Batch batch) implements Promise {}

  /** The log was extended by this slot, and the vote for it signed, if there is one. */
  record Accepted(SignedHeader header, Batch batch, @Nullable SignedVote vote) implements Promise {}

  /**
   * A certificate that was, or is about to be, acknowledged by COMMIT, LOCAL-COMMIT or grade
   * CERTIFIED.
   */
  record CertificateAcknowledged(Certificate certificate) implements Promise {}

  /**
   * The pair (lv, log), in one write: the log is now exactly what it was up to {@code common}, and
   * above it these batches; and the vote for it signed, if there is one (R-INSTALL).
   */
  record LogInstalled(View view, Slot common, List<Batch> batches, @Nullable SignedVote vote)
      implements Promise {}

  record ViewChangeSigned(PeerMessage.ViewChange statement) implements Promise {}

  record NewViewSigned(PeerMessage.NewView statement) implements Promise {}

  record NoConfidenceSigned(PeerMessage.NoConfidence statement) implements Promise {}

  record CheckpointSigned(PeerMessage.Checkpoint statement) implements Promise {}
}
