package io.weevil.testkit.monitor;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.actors.GroupObserver;

/** Section 3: nobody claims more than the group has said. */
final class GradeMonitor implements GroupObserver {

  private final Records records;
  private final Findings findings;

  GradeMonitor(Records records) {
    this.records = records;
    this.findings = records.findings;
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    if (promise instanceof Promise.CertificateAcknowledged(Certificate certificate)) {
      onAcknowledged(records.of(replica), certificate);
    } else if (promise instanceof Promise.CheckpointSigned(PeerMessage.Checkpoint checkpoint)) {
      onCheckpoint(replica, checkpoint);
    }
  }

  private void onAcknowledged(ReplicaRecord record, Certificate certificate) {
    Vote vote = certificate.vote();
    findings.require(
        !record.isFrozen(),
        Invariant.FROZEN,
        () -> record + " is frozen for " + record.target + " and acknowledges " + vote);
    findings.require(
        vote.view().equals(record.view),
        Invariant.GRADES,
        () -> record + " is in " + record.view + " and acknowledges a certificate for " + vote);
    findings.require(
        isSound(certificate),
        Invariant.GRADES,
        () -> record + " acknowledges " + certificate + ", for which too few have voted");
    findings.require(
        record.log == null || !record.log.lacks(vote.slot(), vote.history()),
        Invariant.GRADES,
        () -> record + " acknowledges a certificate for " + vote + ", which is not on its log");
    Prefix log = records.histories.find(vote.history());
    if (log != null) {
      hold(record, vote.view(), log);
      records.commits.onAcknowledged(record.replica, vote.view(), log);
    }
  }

  private static void hold(ReplicaRecord record, View view, Prefix log) {
    record.acknowledged.merge(
        view, log, (known, next) -> next.slot().isAfter(known.slot()) ? next : known);
    ReplicaRecord.Held held = new ReplicaRecord.Held(view, log);
    if (record.held == null || held.isGreaterThan(record.held)) {
      record.held = held;
    }
  }

  /** Whether so many have voted for it, where what faulty ones say is anybody's guess. */
  private boolean isSound(Certificate certificate) {
    long votes =
        certificate.signatures().keySet().stream()
            .filter(findings.quorums()::isMember)
            .filter(r -> !findings.isCorrect(r) || records.of(r).hasPromised(certificate.vote()))
            .count();
    return votes >= findings.quorums().certify();
  }

  private void onCheckpoint(ReplicaId replica, PeerMessage.Checkpoint c) {
    requireCommitted(records.of(replica), c.slot(), c.history(), c);
    records.onSigned(replica, c);
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    if (sender instanceof ReplicaId replica) {
      require(records.of(replica), message);
    }
  }

  private void require(ReplicaRecord record, WireMessage message) {
    switch (message) {
      case PeerMessage.Commit m -> requireAcknowledged(record, m.view(), m.slot(), m.history(), m);
      case ReplyMessage.LocalCommit m ->
          requireAcknowledged(record, m.view(), m.slot(), m.history(), m);
      case ReplyMessage.SpecResponse m ->
          requireGrade(record, m.grade(), m.view(), m.slot(), m.history(), m);
      case ReplyMessage.ReadReply m ->
          requireGrade(record, m.grade(), m.view(), m.slot(), m.history(), m);
      case PeerMessage.Status m -> requireStatus(record, m);
      default -> {}
    }
  }

  private void requireGrade(
      ReplicaRecord record, Grade grade, View view, Slot slot, Digest history, WireMessage reply) {
    switch (grade) {
      case SPECULATIVE -> {}
      case CERTIFIED -> requireAcknowledged(record, view, slot, history, reply);
      case COMMITTED -> requireCommitted(record, slot, history, reply);
    }
    findings.require(
        view.compareTo(record.view) <= 0,
        Invariant.GRADES,
        () -> record + " is in " + record.view + " and says " + reply);
  }

  private void requireAcknowledged(
      ReplicaRecord record, View view, Slot slot, Digest history, WireMessage said) {
    findings.require(
        record.hasAcknowledged(view, slot, history),
        Invariant.GRADES,
        () -> record + " holds no certificate that allows it to say " + said);
  }

  private void requireCommitted(ReplicaRecord record, Slot slot, Digest history, WireMessage said) {
    findings.require(
        records.commits.isCommitted(slot, history),
        Invariant.GRADES,
        () -> record + " says " + said + ", and too few have sent COMMIT");
  }

  private void requireStatus(ReplicaRecord record, PeerMessage.Status m) {
    boolean ordered =
        !m.committed().isAfter(m.accepted())
            && !m.executed().isAfter(m.accepted())
            && !m.accepted().isAfter(records.windowEnd())
            && records.commits.mayReach(m.committed());
    findings.require(
        ordered,
        Invariant.LOG_GROWS_IN_ORDER,
        () ->
            "%s says %s while %s is committed and logs end at %s"
                .formatted(record, m, records.commits.lastCommitted(), records.windowEnd()));
  }
}
