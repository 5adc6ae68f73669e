package io.weevil.engine.client;

import io.weevil.engine.client.ReplyQuorum.Agreement;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.TimerKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads that are tried without ordering (R-READ). They have numbers of their own: an ordered number
 * that is never ordered would be a hole in the client's order. A read that cannot end so is
 * ordered.
 */
final class ReadRequests {

  private static final Outcomes.Outcome NOT_A_READ =
      new Outcomes.Outcome.Failed(Outcomes.NOT_A_READ);

  private final Session session;
  private final OrderedRequests ordered;
  private final RoundTripEstimator roundTrip;
  private final LatenessEstimator lateness;
  private final WaitingCalls waiting = new WaitingCalls();
  private final SendingLine line;
  private final Map<Long, OutstandingRead> outstanding = new LinkedHashMap<>();

  private long nextNumber = 1;

  ReadRequests(Session session, OrderedRequests ordered) {
    ClientTimers timers = session.timers();
    this.session = session;
    this.ordered = ordered;
    this.line =
        new SendingLine(session, waiting, this::isWindowOpen, this::outstanding, this::send);
    this.roundTrip =
        new RoundTripEstimator(
            timers.minRetransmission(), timers.firstRetransmission(), timers.maxRetransmission());
    this.lateness = new LatenessEstimator(timers.minFast(), timers.maxFast());
  }

  void submit(Call call, Timestamp now) {
    waiting.add(call);
    line.sendSoon(now);
  }

  void sendWaiting(Timestamp now) {
    line.sendWaiting(now);
  }

  private boolean isWindowOpen() {
    return outstanding.size() < session.limits().maxOutstanding();
  }

  private void send(List<Call> calls, Timestamp now) {
    Request request = session.buildRequest(nextNumber++, Request.Kind.READ, calls);
    outstanding.put(
        request.number(), new OutstandingRead(request.number(), calls, now, session.quorums()));
    calls.forEach(Call::markSent);
    session.out().broadcast(new ClientMessage.Ask(request));
    session.out().startTimer(new TimerKey.ReadTimeout(request.number()), roundTrip.timeout(0));
  }

  void onReply(ReplicaId from, ReadReply reply, Timestamp now) {
    OutstandingRead read = outstanding.get(reply.number());
    if (read == null) {
      session.counters().count(Counters.Count.LATE_REPLY);
      return;
    }
    read.replies.collect(from, reply);
    advance(read, now);
  }

  private void advance(OutstandingRead read, Timestamp now) {
    Agreement agreement = read.replies.agreed();
    Bytes full = agreement == null ? null : read.replies.fullResult(agreement.result());
    if (agreement != null && full != null) {
      finish(read, agreement, full, now);
    } else if (read.replies.isHopeless() || read.replies.size() == session.quorums().n()) {
      fallBack(read, now);
    } else if (read.quorumAt == null && read.replies.size() >= session.quorums().certify()) {
      awaitTheRest(read, now);
    }
  }

  private void awaitTheRest(OutstandingRead read, Timestamp now) {
    read.quorumAt = now;
    session
        .out()
        .startTimer(
            new TimerKey.ReadTimeout(read.number), lateness.timeout(now.since(read.sentAt)));
  }

  void onTimeout(long number, Timestamp now) {
    OutstandingRead read = outstanding.get(number);
    if (read == null) {
      return;
    }
    if (read.quorumAt == null) {
      roundTrip.backOff(1);
    } else {
      lateness.miss();
    }
    fallBack(read, now);
  }

  private void fallBack(OutstandingRead read, Timestamp now) {
    remove(read);
    order(read.openCalls(), now);
    line.sendSoon(now);
  }

  private void order(List<Call> calls, Timestamp now) {
    calls.forEach(call -> session.counters().count(Counters.Count.READ_FALLBACK));
    ordered.takeOver(calls, now);
  }

  private void remove(OutstandingRead read) {
    outstanding.remove(read.number);
    session.out().stopTimer(new TimerKey.ReadTimeout(read.number));
  }

  private void finish(OutstandingRead read, Agreement agreement, Bytes full, Timestamp now) {
    List<Outcomes.Outcome> outcomes = readOutcomes(read, full);
    if (outcomes == null) {
      fallBack(read, now);
      return;
    }
    remove(read);
    measure(read, now);
    session.counters().countReadDone(agreement.grade());
    order(endReads(read, outcomes, agreement), now);
    line.sendSoon(now);
  }

  private @Nullable List<Outcomes.Outcome> readOutcomes(OutstandingRead read, Bytes full) {
    try {
      return session.readOutcomes(full, read.calls.size());
    } catch (MalformedMessageException unreadable) {
      return null; // as an ordered request it ends, and its caller is told what is wrong
    }
  }

  private void measure(OutstandingRead read, Timestamp now) {
    roundTrip.sample(now.since(read.sentAt));
    if (read.quorumAt != null) {
      lateness.sample(now.since(read.quorumAt));
    }
  }

  /** Ends what is a read; the answer is what is none, by the service's word. */
  private List<Call> endReads(
      OutstandingRead read, List<Outcomes.Outcome> outcomes, Agreement agreement) {
    List<Call> notReads = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Call call = read.calls.get(i);
      if (!outcomes.get(i).equals(NOT_A_READ)) {
        session.callers().done(call, outcomes.get(i), agreement);
      } else if (!call.hasEnded()) {
        notReads.add(call);
      }
    }
    return notReads;
  }

  // for ClientCore

  WaitingCalls waiting() {
    return waiting;
  }

  int outstanding() {
    return outstanding.size();
  }
}
