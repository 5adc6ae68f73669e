package io.weevil.engine.authentication;

import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.ViewChangeCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;

/** Checks signed statements against the group's public keys. */
public final class Signatures {

  private final GroupConfiguration group;
  private final SignedBytes signedBytes;
  private final SignatureVerifier verifier;

  public Signatures(GroupConfiguration group, SignatureVerifier verifier) {
    this.group = group;
    this.signedBytes = new SignedBytes(group.digest());
    this.verifier = verifier;
  }

  public boolean isAuthentic(SignedVote vote) {
    return isAuthentic(vote.voter(), vote.vote(), vote.signature());
  }

  /** Whether the primary of the header's own view signed it. */
  public boolean isAuthentic(SignedHeader signed) {
    OrderHeader h = signed.header();
    ReplicaId primary = h.view().primary(group.n());
    return verify(
        primary,
        signedBytes.orderHeader(primary, h.view(), h.slot(), h.batch(), h.history(), h.track()),
        signed.signature());
  }

  public boolean isAuthentic(PeerMessage.Checkpoint c) {
    return verify(
        c.signer(),
        signedBytes.checkpoint(c.signer(), c.slot(), c.history(), c.state()),
        c.signature());
  }

  public boolean isAuthentic(PeerMessage.NoConfidence n) {
    return verify(n.signer(), signedBytes.noConfidence(n.signer(), n.view()), n.signature());
  }

  public boolean isAuthentic(PeerMessage.ViewChange v) {
    Digest content = ViewChangeCodec.contentOf(v.proof(), v.report());
    return verify(v.signer(), signedBytes.viewChange(v.signer(), v.view(), content), v.signature());
  }

  /** Whether the primary of its view signed it; what it contains is not looked at. */
  public boolean isAuthentic(PeerMessage.NewView v) {
    ReplicaId primary = v.view().primary(group.n());
    Digest content = ViewChangeCodec.contentOf(v.viewChanges());
    return verify(primary, signedBytes.newView(primary, v.view(), content), v.signature());
  }

  /** Whether everyone in it, members all, signed NO-CONFIDENCE in {@code view}. */
  public boolean isAuthentic(NoConfidenceProof proof, View view) {
    return proof.signatures().entrySet().stream()
        .allMatch(
            s -> verify(s.getKey(), signedBytes.noConfidence(s.getKey(), view), s.getValue()));
  }

  /**
   * Whether {@code certify} distinct members signed exactly this vote, and nobody's signature in it
   * is bad.
   */
  public boolean isAuthentic(Certificate certificate) {
    return certificate.isComplete(group.quorums())
        && certificate.signatures().entrySet().stream()
            .allMatch(s -> isAuthentic(s.getKey(), certificate.vote(), s.getValue()));
  }

  public boolean isAuthentic(ClientCertificate c) {
    Bytes statement =
        SignedBytes.clientCertificate(
            c.name(), c.signingKey(), c.agreementKey(), c.notBefore(), c.notAfter());
    return verifier.verify(group.clientAuthority(), statement, c.signature());
  }

  private boolean isAuthentic(ReplicaId voter, Vote vote, Bytes signature) {
    return verify(
        voter, signedBytes.vote(voter, vote.view(), vote.slot(), vote.history()), signature);
  }

  private boolean verify(ReplicaId signer, Bytes statement, Bytes signature) {
    return group.quorums().isMember(signer)
        && verifier.verify(group.member(signer).signingKey(), statement, signature);
  }
}
