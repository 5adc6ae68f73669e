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

  /** The own vote for the log that the view began with, null in view 0 (R-VOTE). */
  private @Nullable SignedVote installedVote;

  private boolean started;

  Agreement(BackupContext context, HoleWatch holes, PrimaryProofs proofs) {
    this.context = context;
    this.holes = holes;
    this.proofs = proofs;
    this.votes = new VoteExchange(context.quorums, context.log);
    this.timer = new CommitTimer(context);
  }

  /**
   * What reads wait for (R-READ): all that the view began with, and every certificate, which is
   * acknowledged as soon as it is held.
   */
  Slot acknowledged() {
    return Slot.max(context.installed, certified);
  }

  /**
   * The view begins with the installed log, for which this replica votes (R-INSTALL: Zyzzyva's
   * VIEW-CONFIRM; R-EXCHANGE-2 makes it a certificate and a commit).
   */
  void begin(@Nullable SignedVote vote) {
    installedVote = vote;
    tellStanding();
    exchange(context.installed);
    dispatch();
    noticeStart(context.committed); // a fetched state may show that the group has gone on since
  }

  /** Whether the log that the view began with is committed in it. */
  boolean isStarted() {
    return started || installedVote == null;
  }

  /** R-FROZEN: nothing runs on. */
  void stop() {
    timer.stop();
    certified = Slot.ZERO;
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
    countCommits();
    noticeOpposition(slot);
    dispatch();
  }

  /** R-EXCHANGE: this slot's vote goes to all replicas, once. */
  void exchange(Slot slot) {
    Slot named = Slot.max(slot, context.installed); // R-EXCHANGE-4, R-VOTE: never below |G|
    SignedVote vote = ownVote(named);
    if (vote == null || votes.hasSentVote(named)) {
      return;
    }
    votes.sent(vote);
    context.out.broadcast(new Prepare(vote));
    timer.watch(context.committed, votes.lowestUncommitted(context.committed));
    certify(named);
  }

  /** This replica's vote of this view for a slot at or above |G|; null for none. */
  private @Nullable SignedVote ownVote(Slot slot) {
    if (installedVote != null && slot.equals(context.installed)) {
      return installedVote;
    }
    LogEntry entry = context.log.entry(slot);
    return entry == null ? null : entry.voteOf(context.view);
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
      countCommits();
    }
  }

  private @Nullable String refusalOf(boolean ofThisView, Slot slot) {
    if (!ofThisView) {
      return "of another view";
    }
    if (!slot.isAfter(context.stable) && !isPending(slot)) {
      return "at or below the stable checkpoint";
    }
    return slot.isAfter(context.windowEnd()) ? "beyond the window" : null;
  }

  /** Whether this is the slot by whose commit the view starts, wherever the checkpoint is. */
  private boolean isPending(Slot slot) {
    return !isStarted() && slot.equals(context.installed);
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
    Digest own = context.log.historyAt(slot);
    if (own == null || slot.isBefore(context.installed) || votes.hasSentCommit(slot)) {
      return;
    }
    Certificate certificate = votes.certificateFor(new Vote(context.view, slot, own));
    if (certificate == null) {
      return;
    }
    if (!context.isLearner()) {
      acknowledge(certificate);
      Commit commit = new Commit(context.view, slot, own);
      context.out.broadcast(commit);
      votes.sent(context.self, commit);
    } else if (slot.isAfter(certified)) {
      acknowledge(certificate); // R-LEARN: to itself
    }
    tellStanding();
    dispatch();
    countCommits();
  }

  /** Records a certificate of this view whose vote is on this log, before anything leaves on it. */
  private void acknowledge(Certificate certificate) {
    Slot slot = certificate.vote().slot();
    if (context.certificate.offer(certificate)) {
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
    dispatch(); // before the log drops it
  }

  /** The log is another branch now: what was certified of the one that lost says nothing of it. */
  void onBranchLost() {
    certified = Slot.ZERO;
  }

  /** A fetched state has taken the place of the own one. */
  void onRestored() {
    votes.rematch();
    tellStanding();
    dispatch();
  }

  /** The group's proven checkpoint: what is at or below it is committed. */
  void onProven() {
    Digest own = context.log.historyAt(context.proven);
    if (own == null) {
      holes.onProven();
    } else if (own.equals(context.provenHistory)) {
      commitUpTo(context.proven);
    } else {
      proofs.onOtherHistory(context.proven);
      context.out.tell(new RoleMessage.NeedState(context.proven)); // R-CHECKPOINT
    }
  }

  void prune(Slot stable) {
    votes.prune(stable, isStarted() ? stable : context.installed);
  }

  /** What the COMMITs of this view commit, the logs of all later ones contain (R-INSTALL). */
  private void countCommits() {
    Slot slot = votes.committed();
    if (slot != null) {
      context.committedInView = Slot.max(context.committedInView, slot);
      commitUpTo(slot);
    }
  }

  private void commitUpTo(Slot slot) {
    noticeStart(slot);
    if (!slot.isAfter(context.committed)) {
      return;
    }
    Slot before = context.committed;
    context.committed = slot;
    context.committedAt = context.now;
    tellStanding();
    dispatch(); // a committed slot is executed, whether this replica saw the certificate or not
    tellCheckpoints(before);
    if (!context.isFrozen()) { // R-VIEW-CHANGE: no timer of a view that is left
      timer.watch(context.committed, votes.lowestUncommitted(context.committed));
    }
  }

  /** R-SUSPECT: a view has started when |G| is committed in it. */
  private void noticeStart(Slot slot) {
    if (isStarted() || context.isFrozen()) {
      return;
    }
    Slot inThisView = votes.committed();
    boolean confirmed = inThisView != null && !inThisView.isBefore(context.installed);
    if (confirmed || slot.isAfter(context.installed)) {
      started = true;
      context.out.tell(new RoleMessage.ViewStarted(context.view));
    }
  }

  private void tellCheckpoints(Slot before) {
    int k = context.group.limits().checkpointInterval();
    for (long s = (before.number() / k + 1) * k; s <= context.committed.number(); s += k) {
      Digest history = context.log.historyAt(new Slot(s));
      if (history != null) {
        context.out.tell(new RoleMessage.Committed(new Slot(s), history));
      }
    }
  }

  /** The executor has got further, and may have room for what waits. */
  void onExecuted() {
    dispatch();
  }

  /**
   * Hands over what may be executed, in slot order, as long as the executor does not fall behind.
   */
  private void dispatch() {
    if (context.restoring) {
      return; // what is executed now would be lost
    }
    for (LogEntry entry = context.log.entry(context.dispatched.next());
        entry != null && isExecutable(entry) && !context.isHeldBack();
        entry = context.log.entry(context.dispatched.next())) {
      context.dispatched = entry.slot();
      Grade grade = entry.slot().isAfter(certified) ? Grade.SPECULATIVE : Grade.CERTIFIED;
      context.out.tell(
          new RoleMessage.Execute(
              context.view,
              entry.slot(),
              entry.history(),
              entry.batch(),
              grade,
              entry.voteOf(context.view),
              entry.headerOf(context.view)));
    }
  }

  private boolean isExecutable(LogEntry entry) {
    return entry.track() == Track.SPECULATIVE // R-SPECULATE
        || !entry.slot().isAfter(context.installed) // R-INSTALL
        || !entry.slot().isAfter(certified) // R-AGREE
        || !entry.slot().isAfter(context.committed);
  }

  private void tellStanding() {
    context.out.tell(
        new RoleMessage.Standing(context.view, certified, context.committed, acknowledged()));
  }

  /** R-SUSPECT: a vote-exchanging slot is not committed in time. */
  void onTimer(Slot slot) {
    timer.onFired(slot);
  }

  /** R-STATUS: this replica's own latest vote and COMMIT that the peer may lack. */
  void resendTo(ReplicaId peer, Slot itsAccepted, Slot itsCommitted) {
    SignedVote vote = votes.sentVoteUpTo(itsAccepted);
    if (vote != null && mayLack(vote.vote().slot(), itsCommitted)) {
      context.out.send(peer, new Prepare(vote));
    }
    Commit commit = votes.sentCommitUpTo(itsAccepted);
    if (commit != null && mayLack(commit.slot(), itsCommitted)) {
      context.out.send(peer, commit);
    }
  }

  /** A peer says that it has committed |G| also when it has not in this view. */
  private boolean mayLack(Slot slot, Slot itsCommitted) {
    return slot.isAfter(itsCommitted)
        || (installedVote != null && slot.equals(context.installed) && slot.equals(itsCommitted));
  }

  /** Whether {@code certify} replicas have sent COMMIT for exactly this slot and history. */
  boolean isCommittedByOthers(Slot slot, Digest history) {
    return votes.isCommitted(new Commit(context.view, slot, history));
  }
}
