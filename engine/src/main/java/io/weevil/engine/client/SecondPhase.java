package io.weevil.engine.client;

import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.client.OutstandingRequest.Awaited;
import io.weevil.engine.client.ReplyQuorum.Statement;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.TimerKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * R-CLIENT-2: when `certify` replies are equal and the rest do not come, the client makes a
 * certificate of their votes.
 */
final class SecondPhase {

  private final Session session;
  private final Signatures signatures;
  private final LatenessEstimator lateness;

  SecondPhase(Session session, Signatures signatures) {
    this.session = session;
    this.signatures = signatures;
    this.lateness = new LatenessEstimator(session.timers().minFast(), session.timers().maxFast());
  }

  /** A reply has come and no quorum stands yet. */
  void onReply(OutstandingRequest request, Timestamp now) {
    Statement statement = request.replies.certifiable();
    if (statement == null || request.isCertifying(statement)) {
      return;
    }
    if (request.awaited == null || !request.awaited.statement.equals(statement)) {
      awaitTheRest(request, statement, now);
    } else if (request.awaited.isOver) {
      certify(request, statement);
    }
  }

  private void awaitTheRest(OutstandingRequest request, Statement statement, Timestamp now) {
    request.awaited = new Awaited(statement, now);
    session
        .out()
        .startTimer(
            new TimerKey.FastPath(request.number()), lateness.timeout(now.since(request.sentAt)));
  }

  /** Learns from replies that came after the quorum, in time or not. */
  void measureLateness(OutstandingRequest request, Timestamp now) {
    Awaited awaited = request.awaited;
    if (awaited != null && !awaited.isMeasured && request.replies.isFast(awaited.statement)) {
      awaited.isMeasured = true;
      lateness.sample(now.since(awaited.since));
    }
  }

  void onFastTimer(OutstandingRequest request) {
    Awaited awaited = request.awaited;
    if (awaited == null || awaited.isOver || request.isResultAsked) {
      return;
    }
    awaited.isOver = true;
    lateness.miss();
    certify(request, awaited.statement);
  }

  private void certify(OutstandingRequest request, Statement statement) {
    SortedMap<ReplicaId, Bytes> votes = authenticVotes(request.replies, statement);
    if (votes.size() < session.quorums().certify()) {
      askForVotes(request, statement);
      return; // more votes may come; until then retransmission makes the replicas exchange theirs
      // (R-CLIENT-4)
    }
    request.certificate = new Certificate(statement.vote(), votes);
    session.counters().count(Counters.Count.SECOND_PHASE);
    session
        .out()
        .broadcast(new ClientMessage.CommitCertificate(request.number(), request.certificate));
  }

  /** Those that have said it without signing it, once (R-LATE). */
  private void askForVotes(OutstandingRequest request, Statement statement) {
    Awaited awaited = request.awaited;
    if (awaited != null && !awaited.areVotesAsked) {
      awaited.areVotesAsked = true;
      request
          .replies
          .unsigned(statement)
          .forEach(
              replica ->
                  session.out().send(replica, new ClientMessage.ResultRequest(request.number())));
    }
  }

  /**
   * `certify` votes whose signatures are good, or fewer. They are checked only now, when they are
   * needed (R-LATE).
   */
  private SortedMap<ReplicaId, Bytes> authenticVotes(ReplyQuorum replies, Statement statement) {
    SortedMap<ReplicaId, SignedVote> votes = replies.votesFor(statement);
    SortedMap<ReplicaId, Bytes> authentic = new TreeMap<>();
    if (votes.size() < session.quorums().certify()) {
      return authentic;
    }
    for (Map.Entry<ReplicaId, SignedVote> vote : votes.entrySet()) {
      if (authentic.size() == session.quorums().certify()) {
        break;
      }
      if (signatures.isAuthentic(vote.getValue())) {
        authentic.put(vote.getKey(), vote.getValue().signature());
      } else {
        session.counters().count(BadReply.FORGED_VOTE);
        replies.exclude(vote.getKey());
      }
    }
    return authentic;
  }
}
