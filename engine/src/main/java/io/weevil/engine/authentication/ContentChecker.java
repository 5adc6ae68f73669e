package io.weevil.engine.authentication;

import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import java.util.List;
import java.util.Optional;

/**
 * Checks what is signed inside messages whose envelopes are authentic: that it verifies, and that
 * the sender is the one to say it. Safe to use from many threads at once.
 */
final class ContentChecker {

  private final Quorums quorums;
  private final Signatures signatures;
  private final RequestChecker requests;
  private final ViewChangeChecker viewChanges;
  private final EvidenceChecker evidence;

  private final HeaderCheck headers;
  private final SpotCheck spotCheck;

  ContentChecker(
      GroupConfiguration group,
      Signatures signatures,
      RequestChecker requests,
      EvidenceChecker evidence,
      SpotCheck spotCheck) {
    this.quorums = group.quorums();
    this.signatures = signatures;
    this.requests = requests;
    this.viewChanges = new ViewChangeChecker(group, signatures, this::checkProof);
    this.evidence = evidence;
    this.headers = new HeaderCheck(signatures);
    this.spotCheck = spotCheck;
  }

  /** What is wrong with a replica's message, if anything; of an ORDER-REQ the header only. */
  Optional<Fault> check(ReplicaId sender, PeerMessage message) {
    return switch (message) {
      case PeerMessage.OrderReq m -> checkHeader(sender, m.header());
      case PeerMessage.Prepare m -> checkVote(sender, m.vote());
      case PeerMessage.Checkpoint m -> checkCheckpoint(sender, m);
      case PeerMessage.StableProof m -> checkProof(m);
      case PeerMessage.NoConfidence m -> checkNoConfidence(sender, m);
      case PeerMessage.Misbehavior m -> checkMisbehavior(m);
      case PeerMessage.Relay m -> requests.check(m.request());
      case PeerMessage.ViewChange m -> checkViewChange(sender, m);
      case PeerMessage.NewView m -> viewChanges.check(m);
      case PeerMessage.Accusation m -> checkAccusation(m);
      case PeerMessage.Fetched m -> Optional.empty(); // by digest only, never again by R-ACCEPT-4
      case PeerMessage.Commit m -> Optional.empty();
      case PeerMessage.FillHole m -> Optional.empty();
      case PeerMessage.Fetch m -> Optional.empty();
      case PeerMessage.Status m -> Optional.empty();
      case PeerMessage.StateRequest m -> Optional.empty();
      case PeerMessage.StateChunk m -> Optional.empty(); // checked against the proven root
    };
  }

  /** What is wrong with an introduced client's message, if anything. */
  Optional<Fault> check(ClientMessage message) {
    return switch (message) {
      case ClientMessage.CommitCertificate m -> checkCertificate(m.certificate());
      case PeerMessage.Misbehavior m -> checkMisbehavior(m);
      case ClientMessage.Ask m -> requests.check(m.request());
      case ClientMessage.Hello m -> Optional.empty();
      case ClientMessage.ResultRequest m -> Optional.empty();
      case ClientMessage.StatusQuery m -> Optional.empty();
    };
  }

  /** The first request that this replica cannot vouch for (R-ACCEPT-4), if any. */
  Optional<Fault> checkRequests(Batch batch) {
    List<Request> all = batch.requests();
    for (int i = 0; i < all.size(); i++) {
      Optional<Fault> fault = requests.check(all.get(i));
      if (fault.isPresent()) {
        String which =
            "request "
                + (i + 1)
                + " of "
                + all.size()
                + ", "
                + all.get(i).client()
                + "#"
                + all.get(i).number();
        return fault.map(f -> new Fault(f.cause(), which + ": " + f.detail(), f.provable()));
      }
    }
    return Optional.empty();
  }

  // R-ACCEPT-1: from the primary of the header's view itself, whose MAC was checked, or signed by
  // it.
  private Optional<Fault> checkHeader(ReplicaId sender, SignedHeader header) {
    boolean itsOwn = header.header().view().primary(quorums.n()).equals(sender);
    return (itsOwn && !spotCheck.isDue(header)) || headers.isAuthentic(header) // R-LATE
        ? Optional.empty()
        : forged("the header of " + header.header().slot() + " is not its primary's");
  }

  private Optional<Fault> checkVote(ReplicaId sender, SignedVote vote) {
    if (!vote.voter().equals(sender)) {
      return foreign("the vote of " + vote.voter(), sender);
    }
    return signatures.isAuthentic(vote)
        ? Optional.empty()
        : forged("the vote for " + vote.vote().slot());
  }

  private Optional<Fault> checkCheckpoint(ReplicaId sender, PeerMessage.Checkpoint checkpoint) {
    if (!checkpoint.signer().equals(sender)) {
      return foreign("the checkpoint of " + checkpoint.signer(), sender);
    }
    return signatures.isAuthentic(checkpoint)
        ? Optional.empty()
        : forged("the checkpoint at " + checkpoint.slot());
  }

  private Optional<Fault> checkNoConfidence(ReplicaId sender, PeerMessage.NoConfidence statement) {
    if (!statement.signer().equals(sender)) {
      return foreign("the word of " + statement.signer(), sender);
    }
    return signatures.isAuthentic(statement)
        ? Optional.empty()
        : forged("no confidence in " + statement.view());
  }

  private Optional<Fault> checkViewChange(ReplicaId sender, PeerMessage.ViewChange viewChange) {
    return viewChange.signer().equals(sender)
        ? viewChanges.check(viewChange)
        : foreign("the VIEW-CHANGE of " + viewChange.signer(), sender);
  }

  private Optional<Fault> checkProof(PeerMessage.StableProof proof) {
    boolean equal =
        proof.checkpoints().stream()
            .allMatch(
                c ->
                    c.slot().equals(proof.slot())
                        && c.history().equals(proof.history())
                        && c.state().equals(proof.state()));
    if (!equal) {
      return noProof("checkpoints that differ");
    }
    long signers =
        proof.checkpoints().stream()
            .map(PeerMessage.Checkpoint::signer)
            .filter(quorums::isMember)
            .distinct()
            .count();
    if (signers < quorums.certify() || signers < proof.checkpoints().size()) {
      return noProof(
          signers
              + " members signed "
              + proof.checkpoints().size()
              + " checkpoints of "
              + quorums.certify());
    }
    return proof.checkpoints().stream().allMatch(signatures::isAuthentic)
        ? Optional.empty()
        : forged("a checkpoint of the stable proof at " + proof.slot());
  }

  private Optional<Fault> checkCertificate(Certificate certificate) {
    if (!certificate.isComplete(quorums)) {
      return noProof(certificate.signatures().size() + " votes of " + quorums.certify());
    }
    return signatures.isAuthentic(certificate)
        ? Optional.empty()
        : forged("a vote of the certificate for " + certificate.vote().slot());
  }

  // R-EVIDENCE: nothing that an honest primary signed may ever be taken for a contradiction.
  private Optional<Fault> checkMisbehavior(PeerMessage.Misbehavior shown) {
    if (!shown.first().header().contradicts(shown.second().header())) {
      return noProof("two headers that one correct primary may sign");
    }
    return signatures.isAuthentic(shown.first()) && signatures.isAuthentic(shown.second())
        ? Optional.empty()
        : forged("a header of the proof of misbehaviour");
  }

  private Optional<Fault> checkAccusation(PeerMessage.Accusation accusation) {
    Verdict verdict = evidence.check(accusation.evidence());
    return verdict.isProof() ? Optional.empty() : noProof(verdict.reason());
  }

  private static Optional<Fault> foreign(String statement, ReplicaId sender) {
    return Optional.of(Fault.of(Cause.WRONG_SIGNER, statement + " from " + sender));
  }

  private static Optional<Fault> forged(String statement) {
    return Optional.of(Fault.provable(Cause.FORGED_SIGNATURE, statement));
  }

  private static Optional<Fault> noProof(String what) {
    return Optional.of(Fault.of(Cause.NOT_A_PROOF, what));
  }
}
