package io.weevil.engine.client;

import io.weevil.engine.authentication.RequestFactory;
import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Gathering;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;

/**
 * The caller's side of the protocol (R-CLIENT, R-READ). Many callers share one client: their
 * operations are bundled into numbered requests, sent to the primary, and end with the first of
 * three grades of evidence that replies add up to. Each call ends in exactly one {@link
 * RoleMessage.Ended}.
 */
public final class ClientCore implements Core<ClientInput> {

  private static final String NAME = "client";

  private final Quorums quorums;
  private final Outputs out = new Outputs();
  private final Counters counters = new Counters();
  private final Gathering gathering = new Gathering(out, new RoleMessage.Gather());
  private final Callers callers = new Callers(out, counters);
  private final ViewTracker views;
  private final HeaderWatch headers;
  private final RefusalWatch refusals;
  private final Introductions introductions;
  private final OrderedRequests ordered;
  private final ReadRequests reads;
  private final Obstacles obstacles;

  /**
   * A client that has sent nothing.
   *
   * @param requests makes requests of the client that {@code hello} introduces
   * @param hello says who the client is and where replies go
   * @param limits throws {@link IllegalArgumentException} where the group does not allow them
   */
  public ClientCore(
      GroupConfiguration group,
      RequestFactory requests,
      Signatures signatures,
      ClientMessage.Hello hello,
      ClientLimits limits,
      ClientTimers timers,
      OutcomesReader reader) {
    if (!requests.client().equals(hello.client())) {
      throw new IllegalArgumentException(
          "requests are made by " + requests.client() + ", not by " + hello.client());
    }
    this.quorums = group.quorums();
    limits.requireWithin(group.limits());
    BundlePolicy policy = new BundlePolicy(limits, group);
    this.views = new ViewTracker(quorums);
    this.headers = new HeaderWatch(signatures, liar -> counters.count(BadReply.FORGED_HEADER));
    this.refusals = new RefusalWatch(quorums, refusalsLast(timers));
    this.introductions = new Introductions(quorums, timers, hello, out);
    Session session =
        new Session(
            quorums, limits, timers, policy, requests, reader, views, callers, counters, gathering,
            out);
    this.ordered =
        new OrderedRequests(session, new SecondPhase(session, signatures), introductions);
    this.reads = new ReadRequests(session, ordered);
    this.obstacles = new Obstacles(session, refusals, introductions, ordered, reads);
  }

  /** Long enough that a request which is still resent renews them. */
  private static Duration refusalsLast(ClientTimers timers) {
    Duration resendings = timers.maxRetransmission().multipliedBy(2);
    return resendings.compareTo(timers.introduction()) > 0 ? resendings : timers.introduction();
  }

  @Override
  public List<Output> on(ClientInput input, Timestamp now) {
    switch (input) {
      case ClientInput.Started started -> introductions.onStarted(now);
      case ClientInput.Submit submit -> onSubmit(submit, now);
      case ClientInput.Gathered gathered -> onGathered(now);
      case ClientInput.Cancel cancel -> onCancel(cancel.ticket());
      case ClientInput.QueryStatus query ->
          out.broadcast(new ClientMessage.StatusQuery(query.nonce()));
      case ClientInput.Received received -> onReceived(received.verified(), now);
      case ClientInput.TimerFired fired -> onTimerFired(fired.key(), now);
    }
    return out.drain();
  }

  /** What has happened since the start. */
  public ClientStatistics statistics() {
    return counters.snapshot(ordered.outstanding() + reads.outstanding(), obstacles.waiting());
  }

  /** The last known view: one that at least one correct replica has reached. */
  public View view() {
    return views.view();
  }

  // callers

  private void onSubmit(ClientInput.Submit submit, Timestamp now) {
    Call call = callers.open(submit);
    String why = obstacles.toSending(call, now);
    if (why != null) {
      callers.giveUp(call, why, why);
      return;
    }
    callers.startDeadline(call, submit.deadline());
    if (call.readOnly()) {
      reads.submit(call, now);
    } else {
      ordered.submit(call, now);
    }
  }

  private void onGathered(Timestamp now) {
    if (gathering.isOver(ordered.waiting().size() + reads.waiting().size())) {
      ordered.sendWaiting(now);
      reads.sendWaiting(now);
    }
  }

  private void onCancel(long ticket) {
    abandon(
        ticket,
        "cancelled before it was sent",
        "cancelled after it was sent: it may have been executed, or may yet be");
  }

  private void onDeadline(long ticket, Timestamp now) {
    String obstacle = obstacles.toEnding(now);
    abandon(
        ticket,
        "its deadline passed before it was sent: " + obstacle,
        "its deadline passed after it was sent, so it may have been executed, or may yet be: "
            + obstacle);
  }

  private void abandon(long ticket, String ifUnsent, String ifSent) {
    Call call = callers.find(ticket);
    if (call != null) {
      ordered.waiting().remove(call);
      reads.waiting().remove(call);
      callers.giveUp(call, ifUnsent, ifSent);
    }
  }

  // timers

  private void onTimerFired(TimerKey key, Timestamp now) {
    if (!(key instanceof TimerKey.OfClient timer)) {
      throw new IllegalArgumentException("no timer of a client: " + key);
    }
    switch (timer) {
      case TimerKey.FastPath fast -> ordered.onFastTimer(fast.number());
      case TimerKey.Retransmission again -> ordered.onRetransmissionTimer(again.number(), now);
      case TimerKey.ReadTimeout read -> reads.onTimeout(read.number(), now);
      case TimerKey.Deadline deadline -> onDeadline(deadline.ticket(), now);
      case TimerKey.Introduction introduction -> introductions.onPeriod();
    }
  }

  // replicas

  private void onReceived(Verified<? extends ReplyMessage> verified, Timestamp now) {
    ReplyMessage message = verified.message();
    if (!(verified.sender() instanceof ReplicaId from) || !quorums.isMember(from)) {
      out.ignore(NAME, message, "the sender is no replica of the group");
      return;
    }
    introductions.onHeard(from);
    switch (message) {
      case ReplyMessage.SpecResponse response -> onResponse(from, response, now);
      case ReplyMessage.LocalCommit commit -> onLocalCommit(from, commit, now);
      case ReplyMessage.ReadReply reply -> onReadReply(from, reply, now);
      case ReplyMessage.Refused refused -> onRefused(from, refused, now);
      case ReplyMessage.StatusReport report -> onStatusReport(from, report);
    }
  }

  private void onResponse(ReplicaId from, ReplyMessage.SpecResponse response, Timestamp now) {
    SignedHeader header = response.header();
    if (header != null && ordered.isOutstanding(response.number())) {
      onHeader(from, header);
    }
    BadReply bad = ReplyCheck.of(from, response);
    if (bad != null) {
      ignoreReply(response, bad);
      return;
    }
    onServed(from, response.view());
    ordered.onResponse(from, response, now);
  }

  /** R-CLIENT-5. */
  private void onHeader(ReplicaId from, SignedHeader header) {
    var proof = headers.onHeader(from, header);
    if (proof != null) {
      counters.count(Counters.Count.MISBEHAVIOUR);
      out.broadcast(proof);
      out.report(new Event.PrimaryProvenFaulty(proof.first(), proof.second()));
    }
  }

  private void onLocalCommit(ReplicaId from, ReplyMessage.LocalCommit commit, Timestamp now) {
    onServed(from, commit.view());
    ordered.onLocalCommit(from, commit, now);
  }

  private void onReadReply(ReplicaId from, ReplyMessage.ReadReply reply, Timestamp now) {
    BadReply bad = ReplyCheck.of(reply.result());
    if (bad != null) {
      ignoreReply(reply, bad);
      return;
    }
    onServed(from, reply.view());
    reads.onReply(from, reply, now);
  }

  private void onServed(ReplicaId from, View view) {
    refusals.onServed(from);
    views.onReply(from, view);
  }

  private void onRefused(ReplicaId from, ReplyMessage.Refused refused, Timestamp now) {
    refusals.onRefused(from, refused.why(), now);
    String refusal = refusals.refusal(now);
    if (refusal != null) {
      ordered.waiting().takeUnsent().forEach(call -> callers.giveUp(call, refusal, refusal));
      reads.waiting().takeUnsent().forEach(call -> callers.giveUp(call, refusal, refusal));
    }
  }

  private void onStatusReport(ReplicaId from, ReplyMessage.StatusReport report) {
    views.onReply(from, report.view());
    out.tell(new RoleMessage.StatusReported(from, report));
  }

  private void ignoreReply(ReplyMessage reply, BadReply bad) {
    counters.count(bad);
    out.ignore(NAME, reply, bad.text());
  }
}
