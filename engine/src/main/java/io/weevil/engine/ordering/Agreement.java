package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.quorum.VoteCollector;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import org.jspecify.annotations.Nullable;

/**
 * From accepted to committed: votes are exchanged, certificates acknowledged, slots handed to the
 * executor in order (R-SPECULATE, R-AGREE, R-EXCHANGE).
 */
final class Agreement {

  private final BackupContext context;
  private final HoleWatch holes;
  private final PrimaryProofs proofs;
  private final VoteExchange votes;
  private final CommitTimer timer;

  /**
   * Highest slot covered by a certificate of this view on this log: what COMMIT, LOCAL-COMMIT or
   * CERTIFIED has been or may be sent for.
   */
  private Slot certified = Slot.ZERO;

  private Slot committed = Slot.ZERO;

  /** Highest slot handed to the executor. */
  private Slot dispatched = Slot.ZERO;

  /** The greatest certificate held, by (view, slot). */
  private @Nullable Certificate greatest;

  Agreement(BackupContext context, HoleWatch holes, PrimaryProofs proofs) {
    this.context = context;
    this.holes = holes;
    this.proofs = proofs;
    this.votes = new VoteExchange(context.quorums, context.log);
    this.timer = new CommitTimer(context);
  }

  Slot committed() {
    return committed;
  }

  /** What reads wait for (R-READ): every certificate is acknowledged as soon as it is held. */
  Slot acknowledged() {
    return certified;
  }

  /** The log has a new last entry. */
  void onAccepted(LogEntry entry) {
    Slot slot = entry.slot();
    votes.onAccepted(slot);
    if (entry.track() == Track.AGREED // R-AGREE
        || context.isCheckpoint(slot) // R-EXCHANGE-1
        || votes.isExchanged(slot)) { // R-EXCHANGE-4
      exchange(slot);
    }
    if (slot.equals(context.proven)) {
      onProven();
    }
    commitUpTo(votes.committed());
    noticeOpposition(slot);
    dispatch();
  }

  /** R-EXCHANGE: this slot's vote goes to all replicas, once. */
  void exchange(Slot slot) {
    LogEntry entry = context.log.entry(slot);
    if (entry == null || votes.hasSentVote(slot)) {
      return;
    }
    votes.sent(entry.vote());
    context.out.broadcast(new Prepare(entry.vote()));
    timer.watch(committed, votes.lowestUncommitted(committed));
    certify(slot);
  }

  void onPrepare(Prepare prepare) {
    Vote vote = prepare.vote().vote();
    String refusal = refusalOf(vote.view().equals(context.view), vote.slot());
    if (refusal != null) {
      context.ignore(prepare, refusal);
    } else if (votes.collect(prepare.vote()) == VoteCollector.Outcome.CONFLICTING) {
      context.ignore(prepare, "the replica voted otherwise before");
    } else if (vote.slot().isAfter(context.accepted())) {
      noticeHole(vote.slot());
    } else {
      exchange(vote.slot()); // R-EXCHANGE-4
      certify(vote.slot());
      noticeOpposition(vote.slot());
    }
  }

  void onCommit(ReplicaId sender, Commit commit) {
    String refusal = refusalOf(commit.view().equals(context.view), commit.slot());
    if (refusal != null) {
      context.ignore(commit, refusal);
    } else if (votes.collect(sender, commit) == VoteCollector.Outcome.CONFLICTING) {
      context.ignore(commit, "the replica sent another COMMIT for the slot before");
    } else if (commit.slot().isAfter(context.accepted())) {
      noticeHole(commit.slot());
    } else {
      commitUpTo(votes.committed());
    }
  }

  private @Nullable String refusalOf(boolean ofThisView, Slot slot) {
    if (!ofThisView) {
      return "of another view";
    }
    if (!slot.isAfter(context.stable)) {
      return "at or below the stable checkpoint";
    }
    return slot.isAfter(context.windowEnd()) ? "beyond the window" : null;
  }

  /** R-EXCHANGE: a slot named by PREPARE or COMMIT that is lacking is a hole. */
  private void noticeHole(Slot slot) {
    if (votes.named(slot) >= context.quorums.weak()) {
      holes.mustExist(slot);
    } else {
      holes.mayExist(slot);
    }
  }

  /** R-SUSPECT: {@code weak} replicas vote for another history than ours. */
  private void noticeOpposition(Slot slot) {
    Digest own = context.log.historyAt(slot);
    if (own != null && votes.opposed(slot, own) >= context.quorums.weak()) {
      proofs.onOpposition(slot);
    }
  }

  /** R-AGREE: a certificate of the current view, not frozen, means COMMIT to all. */
  private void certify(Slot slot) {
    LogEntry entry = context.log.entry(slot);
    if (entry == null || !slot.isAfter(votes.lastCommitSent())) {
      return;
    }
    Certificate certificate = votes.certificateFor(entry.vote().vote());
    if (certificate == null) {
      return;
    }
    acknowledge(certificate);
    Commit commit = new Commit(context.view, slot, entry.history());
    context.out.broadcast(commit);
    votes.sent(context.self, commit);
    tellStanding();
    dispatch();
    commitUpTo(votes.committed());
  }

  /** Records a certificate of this view whose vote is on this log, before anything leaves on it. */
  private void acknowledge(Certificate certificate) {
    Slot slot = certificate.vote().slot();
    if (greatest == null || certificate.isGreaterThan(greatest)) {
      greatest = certificate;
      context.out.persist(new Promise.CertificateAcknowledged(certificate)); // R-DURABLE
    }
    certified = Slot.max(certified, slot);
  }

  /** A client shows a certificate of this view for this log (R-LOCAL-COMMIT). */
  void onCertificate(Certificate certificate) {
    acknowledge(certificate);
    tellStanding();
    dispatch(); // what waited for it on the agreed track can be executed
  }

  /** This replica's own state is stable there, so the slot is committed. */
  void onStable(Slot slot) {
    commitUpTo(slot);
  }

  /** The group's proven checkpoint: what is at or below it is committed. */
  void onProven() {
    Digest own = context.log.historyAt(context.proven);
    if (own == null) {
      holes.wasMissed(context.proven);
    } else if (own.equals(context.provenHistory)) {
      commitUpTo(context.proven);
    } else {
      proofs.onOpposition(context.proven);
    }
  }

  void prune(Slot stable) {
    votes.prune(stable);
  }

  private void commitUpTo(Slot slot) {
    if (!slot.isAfter(committed)) {
      return;
    }
    Slot before = committed;
    committed = slot;
    tellStanding();
    dispatch(); // a committed slot is executed, whether this replica saw the certificate or not
    tellCheckpoints(before);
    timer.watch(committed, votes.lowestUncommitted(committed));
  }

  private void tellCheckpoints(Slot before) {
    int k = context.group.limits().checkpointInterval();
    for (long s = (before.number() / k + 1) * k; s <= committed.number(); s += k) {
      Digest history = context.log.historyAt(new Slot(s));
      if (history != null) {
        context.out.tell(new RoleMessage.Committed(new Slot(s), history));
      }
    }
  }

  /** Hands over what may be executed, in slot order. */
  private void dispatch() {
    for (LogEntry entry = context.log.entry(dispatched.next());
        entry != null && isExecutable(entry);
        entry = context.log.entry(dispatched.next())) {
      dispatched = entry.slot();
      Grade grade = entry.slot().isAfter(certified) ? Grade.SPECULATIVE : Grade.CERTIFIED;
      context.out.tell(
          new RoleMessage.Execute(
              context.view,
              entry.slot(),
              entry.history(),
              entry.batch(),
              grade,
              entry.vote(),
              entry.header()));
    }
  }

  private boolean isExecutable(LogEntry entry) {
    return entry.track() == Track.SPECULATIVE // R-SPECULATE
        || !entry.slot().isAfter(certified) // R-AGREE
        || !entry.slot().isAfter(committed);
  }

  private void tellStanding() {
    context.out.tell(new RoleMessage.Standing(context.view, certified, committed, certified));
  }

  /** R-SUSPECT: a vote-exchanging slot is not committed in time. */
  void onTimer(Slot slot) {
    timer.onFired(slot);
  }

  /** R-STATUS: this replica's own latest vote and COMMIT that the peer may lack. */
  void resendTo(ReplicaId peer, Slot itsAccepted, Slot itsCommitted) {
    SignedVote vote = votes.sentVoteUpTo(itsAccepted);
    if (vote != null && vote.vote().slot().isAfter(itsCommitted)) {
      context.out.send(peer, new Prepare(vote));
    }
    Commit commit = votes.sentCommitUpTo(itsAccepted);
    if (commit != null && commit.slot().isAfter(itsCommitted)) {
      context.out.send(peer, commit);
    }
  }

  /** Whether {@code certify} replicas have sent COMMIT for exactly this slot and history. */
  boolean isCommittedByOthers(Slot slot, Digest history) {
    return votes.isCommitted(new Commit(context.view, slot, history));
  }
}
