package io.weevil.engine.role;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;

/** What a replica has bound itself to by a message that leaves (R-DURABLE). */
public sealed interface Promise {

  /** As primary: this header, and no other, for its view and slot. */
  record HeaderSigned(SignedHeader header, Batch batch) implements Promise {}

  /** The log was extended by this slot, and the vote for it signed. */
  record Accepted(SignedHeader header, Batch batch, SignedVote vote) implements Promise {}

  /**
   * A certificate that was, or is about to be, acknowledged by COMMIT, LOCAL-COMMIT or grade
   * CERTIFIED.
   */
  record CertificateAcknowledged(Certificate certificate) implements Promise {}

  record NoConfidenceSigned(PeerMessage.NoConfidence statement) implements Promise {}

  record CheckpointSigned(PeerMessage.Checkpoint statement) implements Promise {}
}
