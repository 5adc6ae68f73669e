package io.weevil.engine.client;

import io.weevil.engine.client.ReplyQuorum.Agreement;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.TimerKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's requests that must be ordered: numbered from 1 without gaps, each resent until it is
 * done (R-CLIENT).
 */
final class OrderedRequests {

  private final Session session;
  private final SecondPhase secondPhase;
  private final Introductions introductions;
  private final RoundTripEstimator roundTrip;
  private final WaitingCalls waiting = new WaitingCalls();
  private final SendingLine line;

  /** By number, ascending. */
  private final LinkedHashMap<Long, OutstandingRequest> outstanding = new LinkedHashMap<>();

  private long nextNumber = 1;

  OrderedRequests(Session session, SecondPhase secondPhase, Introductions introductions) {
    ClientTimers timers = session.timers();
    this.session = session;
    this.secondPhase = secondPhase;
    this.introductions = introductions;
    this.line =
        new SendingLine(session, waiting, this::isWindowOpen, this::outstanding, this::send);
    this.roundTrip =
        new RoundTripEstimator(
            timers.minRetransmission(), timers.firstRetransmission(), timers.maxRetransmission());
  }

  // sending

  void submit(Call call, Timestamp now) {
    waiting.add(call);
    line.sendSoon(now);
  }

  /**
   * Takes calls that were sent as reads and could not end so (R-READ). They have waited longest.
   */
  void takeOver(List<Call> calls, Timestamp now) {
    waiting.addFirst(calls);
    line.sendSoon(now);
  }

  void sendWaiting(Timestamp now) {
    line.sendWaiting(now);
  }

  /**
   * Replicas keep so many of a client's replies, by number: the lowest one that is not done must
   * stay among them.
   */
  private boolean isWindowOpen() {
    return outstanding.isEmpty()
        || nextNumber - outstanding.firstEntry().getKey() < session.limits().maxOutstanding();
  }

  private void send(List<Call> calls, Timestamp now) {
    Request request = session.buildRequest(nextNumber++, Request.Kind.ORDERED, calls);
    outstanding.put(
        request.number(), new OutstandingRequest(request, calls, now, session.quorums()));
    calls.forEach(Call::markSent);
    session.out().send(session.views().primary(), new ClientMessage.Ask(request));
    startRetransmissionTimer(request.number(), 0);
  }

  private void startRetransmissionTimer(long number, int resent) {
    session.out().startTimer(new TimerKey.Retransmission(number), roundTrip.timeout(resent));
  }

  /** R-CLIENT-4. */
  void onRetransmissionTimer(long number, Timestamp now) {
    OutstandingRequest request = outstanding.get(number);
    if (request == null) {
      return;
    }
    request.resent++;
    roundTrip.backOff(request.resent);
    session.counters().count(Counters.Count.RETRANSMISSION);
    introductions.beforeRetransmission(now);
    resend(request);
    startRetransmissionTimer(number, request.resent);
  }

  private void resend(OutstandingRequest request) {
    session.out().broadcast(new ClientMessage.Ask(request.request));
    if (request.certificate != null) {
      session
          .out()
          .broadcast(new ClientMessage.CommitCertificate(request.number(), request.certificate));
    }
    Agreement agreement = request.replies.agreed();
    if (agreement != null) {
      askForResult(request, request.replies.replicasStating(agreement.result()));
    }
  }

  // replies

  boolean isOutstanding(long number) {
    return outstanding.containsKey(number);
  }

  void onResponse(ReplicaId from, SpecResponse response, Timestamp now) {
    OutstandingRequest request = outstandingOrLate(response.number());
    if (request != null) {
      request.replies.collect(from, response);
      advance(request, now);
    }
  }

  void onLocalCommit(ReplicaId from, LocalCommit commit, Timestamp now) {
    OutstandingRequest request = outstandingOrLate(commit.number());
    if (request != null) {
      request.replies.collect(from, commit);
      advance(request, now);
    }
  }

  private @Nullable OutstandingRequest outstandingOrLate(long number) {
    OutstandingRequest request = outstanding.get(number);
    if (request == null) {
      session.counters().count(Counters.Count.LATE_REPLY);
    }
    return request;
  }

  void onFastTimer(long number) {
    OutstandingRequest request = outstanding.get(number);
    if (request != null) {
      secondPhase.onFastTimer(request);
    }
  }

  private void advance(OutstandingRequest request, Timestamp now) {
    secondPhase.measureLateness(request, now);
    Agreement agreement = request.replies.agreed();
    if (agreement == null) {
      secondPhase.onReply(request, now);
      return;
    }
    Bytes full = request.replies.fullResult(agreement.result());
    if (full != null) {
      finish(request, agreement, full, now);
    } else if (!request.isResultAsked) {
      request.isResultAsked = true;
      session.counters().count(Counters.Count.RESULT_ASKED_AGAIN);
      askForResult(request, someReplicasStating(request, agreement.result()));
    }
  }

  /**
   * `weak` replicas, a correct one among them, so that large results do not come from everywhere;
   * the turn goes round.
   */
  private List<ReplicaId> someReplicasStating(OutstandingRequest request, Digest result) {
    List<ReplicaId> replicas = new ArrayList<>(request.replies.replicasStating(result));
    Collections.rotate(replicas, (int) (request.number() % replicas.size()));
    return replicas.subList(0, Math.min(replicas.size(), session.quorums().weak()));
  }

  private void askForResult(OutstandingRequest request, List<ReplicaId> replicas) {
    replicas.forEach(
        replica -> session.out().send(replica, new ClientMessage.ResultRequest(request.number())));
  }

  // the end

  private void finish(OutstandingRequest request, Agreement agreement, Bytes full, Timestamp now) {
    outstanding.remove(request.number());
    stopTimers(request);
    if (request.resent == 0) {
      roundTrip.sample(now.since(request.sentAt));
    }
    session.counters().countRequestDone(agreement.grade());
    endCalls(request.calls, agreement, full);
    line.sendSoon(now);
  }

  private void stopTimers(OutstandingRequest request) {
    session.out().stopTimer(new TimerKey.Retransmission(request.number()));
    if (request.awaited != null && !request.awaited.isOver) {
      session.out().stopTimer(new TimerKey.FastPath(request.number()));
    }
  }

  private void endCalls(List<Call> calls, Agreement agreement, Bytes full) {
    List<Outcomes.Outcome> outcomes;
    try {
      outcomes = session.readOutcomes(full, calls.size());
    } catch (MalformedMessageException unreadable) {
      String known =
          "executed at slot "
              + agreement.slot().number()
              + ", but its result cannot be read: "
              + unreadable.getMessage()
              + "; check that client and replicas are of one version";
      calls.forEach(call -> session.callers().giveUp(call, known, known));
      return;
    }
    for (int i = 0; i < calls.size(); i++) {
      session.callers().done(calls.get(i), outcomes.get(i), agreement);
    }
  }

  // for ClientCore

  WaitingCalls waiting() {
    return waiting;
  }

  int outstanding() {
    return outstanding.size();
  }
}
