package io.weevil.testkit.monitor;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.actors.GroupObserver;

/** R-DURABLE: what a correct replica signs was promised before the message leaves. */
final class PromiseMonitor implements GroupObserver {

  private final Records records;

  PromiseMonitor(Records records) {
    this.records = records;
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    Object statement =
        switch (promise) {
          case Promise.HeaderSigned p -> p.header();
          case Promise.ViewChangeSigned p -> p.statement();
          case Promise.NewViewSigned p -> p.statement();
          case Promise.NoConfidenceSigned p -> p.statement();
          case Promise.CheckpointSigned p -> p.statement();
          case Promise.Accepted p -> null; // their votes and certificates are kept apart
          case Promise.LogInstalled p -> null;
          case Promise.CertificateAcknowledged p -> null;
        };
    if (statement != null) {
      records.of(replica).statements.add(statement);
    }
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    if (sender instanceof ReplicaId replica) {
      ReplicaRecord record = records.of(replica);
      require(record, record.replica, message);
    }
  }

  private void require(ReplicaRecord record, ReplicaId self, WireMessage message) {
    int n = records.findings.quorums().n();
    switch (message) {
      case PeerMessage.OrderReq(var header, var batch)
          when header.header().view().primary(n).equals(self) ->
          require(record, header);
      case PeerMessage.Prepare(var vote) when vote.voter().equals(record.replica) ->
          requireVote(record, vote.vote());
      case ReplyMessage.SpecResponse m when m.grade() == Grade.SPECULATIVE ->
          requireVote(record, new Vote(m.view(), m.slot(), m.history()));
      case PeerMessage.ViewChange m when m.signer().equals(self) -> require(record, m);
      case PeerMessage.NewView m when m.view().primary(n).equals(self) -> require(record, m);
      case PeerMessage.NoConfidence m when m.signer().equals(self) -> require(record, m);
      case PeerMessage.Checkpoint m when m.signer().equals(self) -> require(record, m);
      default -> {}
    }
  }

  private void require(ReplicaRecord record, Object statement) {
    records.findings.require(
        record.statements.contains(statement),
        Invariant.PROMISED_FIRST,
        () -> record + " has not stored " + statement);
  }

  private void requireVote(ReplicaRecord record, Vote vote) {
    Slot floor = record.installed.getOrDefault(vote.view(), Slot.ZERO);
    records.findings.require(
        !vote.slot().isBefore(floor),
        Invariant.VOTES,
        () -> record + " began the view at " + floor + " and shows " + vote);
    records.findings.require(
        record.hasPromised(vote),
        Invariant.PROMISED_FIRST,
        () -> record + " has not stored " + vote);
  }
}
