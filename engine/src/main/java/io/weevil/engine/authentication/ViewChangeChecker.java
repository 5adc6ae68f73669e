package io.weevil.engine.authentication;

import io.weevil.engine.crypto.BoundedCache;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ViewChangeCodec;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.Vote;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether VIEW-CHANGEs and NEW-VIEWs are valid (R-VIEW-CHANGE, R-SELECT). The cheap checks come
 * first; a VIEW-CHANGE that was found valid is remembered, since it comes again inside NEW-VIEWs.
 */
final class ViewChangeChecker {

  private static final int REMEMBERED = 256;

  private final GroupConfiguration group;
  private final Quorums quorums;
  private final Signatures signatures;
  private final Function<StableProof, Optional<Fault>> checkProof;
  private final BoundedCache<Digest, Boolean> valid = new BoundedCache<>(REMEMBERED);

  /**
   * @param checkProof what is wrong with a stable proof
   */
  ViewChangeChecker(
      GroupConfiguration group,
      Signatures signatures,
      Function<StableProof, Optional<Fault>> checkProof) {
    this.group = group;
    this.quorums = group.quorums();
    this.signatures = signatures;
    this.checkProof = checkProof;
  }

  /** What is wrong with a NEW-VIEW, whoever passes it on. */
  Optional<Fault> check(NewView newView) {
    if (newView.viewChanges().size() != quorums.viewChange()) {
      return noProof(
          "a NEW-VIEW is computed from "
              + quorums.viewChange()
              + " VIEW-CHANGEs, not "
              + newView.viewChanges().size());
    }
    if (newView.viewChanges().stream().map(ViewChange::signer).distinct().count()
        != quorums.viewChange()) {
      return noProof("a signer stands twice in a NEW-VIEW");
    }
    if (!signatures.isAuthentic(newView)) {
      return forged("the NEW-VIEW of " + newView.view() + " is not its primary's");
    }
    return newView.viewChanges().stream()
        .map(v -> checkPart(v, newView.view()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Fault> checkPart(ViewChange viewChange, View view) {
    return viewChange.view().equals(view)
        ? check(viewChange)
        : noProof("a VIEW-CHANGE for " + viewChange.view() + " in the NEW-VIEW of " + view);
  }

  /** What is wrong with a VIEW-CHANGE. */
  Optional<Fault> check(ViewChange v) {
    Digest remembered = ViewChangeCodec.contentOf(List.of(v));
    if (valid.get(remembered) != null) {
      return Optional.empty();
    }
    Optional<Fault> fault = checkAnew(v);
    if (fault.isEmpty()) {
      valid.put(remembered, true);
    }
    return fault;
  }

  private Optional<Fault> checkAnew(ViewChange v) {
    LogReport report = v.report();
    if (report.logView().compareTo(v.view()) >= 0) {
      return noProof("a log of " + report.logView() + " in a VIEW-CHANGE for " + v.view());
    }
    return checkLength(report.log().size())
        .or(() -> checkCertifiedLog(v))
        .or(() -> checkNoConfidence(v))
        .or(
            () ->
                report.checkpoint() == null
                    ? Optional.empty()
                    : checkCheckpoint(report.checkpoint()))
        .or(() -> checkCertificate(report))
        .or(() -> checkSignature(v));
  }

  private Optional<Fault> checkLength(int slots) {
    int window = group.limits().window();
    return slots > window
        ? noProof(slots + " slots above the checkpoint; the window has " + window)
        : Optional.empty();
  }

  /** That the digests shown lead to what the certificate certifies. */
  private Optional<Fault> checkCertifiedLog(ViewChange v) {
    LogReport report = v.report();
    HistoryChain chain = HistoryChain.certified(report, group.digest());
    if (chain == null || report.certified() == null) {
      return Optional.empty();
    }
    Vote vote = report.certified().certificate().vote();
    if (vote.view().compareTo(v.view()) >= 0) {
      return noProof("a certificate of " + vote.view() + " in a VIEW-CHANGE for " + v.view());
    }
    boolean leadsThere =
        chain.last().isAfter(report.base())
            && chain.last().equals(vote.slot())
            && chain.lastHistory().equals(vote.history());
    return leadsThere
        ? checkLength(chain.batches().size())
        : noProof("digests that do not lead to the certificate for " + vote.slot());
  }

  private Optional<Fault> checkNoConfidence(ViewChange v) {
    int signers = v.proof().signatures().size();
    if (signers < quorums.weak()) {
      return noProof(signers + " of " + quorums.weak() + " who have lost confidence");
    }
    View before = new View(v.view().number() - 1);
    return signatures.isAuthentic(v.proof(), before)
        ? Optional.empty()
        : forged("no confidence in " + before);
  }

  private Optional<Fault> checkCheckpoint(StableProof proof) {
    return proof.slot().isMultipleOf(group.limits().checkpointInterval())
        ? checkProof.apply(proof)
        : noProof(proof.slot() + " is no multiple of the checkpoint interval");
  }

  private Optional<Fault> checkCertificate(LogReport report) {
    if (report.certified() == null) {
      return Optional.empty();
    }
    Certificate certificate = report.certified().certificate();
    if (!certificate.isComplete(quorums)) {
      return noProof(certificate.signatures().size() + " votes of " + quorums.certify());
    }
    return signatures.isAuthentic(certificate)
        ? Optional.empty()
        : forged("the certificate in a VIEW-CHANGE");
  }

  private Optional<Fault> checkSignature(ViewChange v) {
    return signatures.isAuthentic(v)
        ? Optional.empty()
        : forged("the VIEW-CHANGE of " + v.signer() + " for " + v.view());
  }

  private static Optional<Fault> forged(String statement) {
    return Optional.of(Fault.provable(Opened.Cause.FORGED_SIGNATURE, statement));
  }

  private static Optional<Fault> noProof(String what) {
    return Optional.of(Fault.of(Opened.Cause.NOT_A_PROOF, what));
  }
}
