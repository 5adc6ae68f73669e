package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Stalls;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests that clients ask of a backup because the primary has not done them (R-CLIENT-4): held,
 * passed on, and watched until they are committed (R-SUSPECT).
 *
 * <p>A timer runs only for what a correct primary would order. What it would refuse blames nobody,
 * or clients could depose correct primaries.
 */
final class RequestWatch {

  private final BackupContext context;

  /** Has the last accepted slot's votes exchanged (R-EXCHANGE-3). */
  private final Runnable exchange;

  /** Not accepted yet. */
  private RequestPool held;

  /** Accepted and not committed. */
  private final Set<OperationId> uncommitted = new HashSet<>();

  /** Those whose timer runs: held and passed on, or uncommitted. */
  private final Map<OperationId, Watch> watched = new HashMap<>();

  /** Uncommitted ones that clients have asked for again: they are told when it is committed. */
  private final Set<OperationId> asked = new HashSet<>();

  /**
   * @param first when its timer was first started
   * @param since when it was last started
   */
  private record Watch(Timestamp first, Timestamp since, Duration timeout, Stalls stalls) {}

  private boolean askedPeers;

  RequestWatch(BackupContext context, Runnable exchange) {
    this.context = context;
    this.exchange = exchange;
    this.held = emptyPool();
  }

  private RequestPool emptyPool() {
    return new RequestPool(
        context.group.limits(), context.clients, lost -> unwatch(OperationId.of(lost)));
  }

  boolean isIdle() {
    return watched.isEmpty() && held.isEmpty();
  }

  void onAsked(Request request) {
    if (request.kind() == Request.Kind.READ) { // numbered apart: never to be mixed with these
      context.ignore(new Relay(request), "a read that is not to be ordered");
      return;
    }
    switch (context.clients.placeOf(request)) {
      case REPEATED -> answerAgain(request);
      case NEXT, EARLY -> holdAndPassOn(request);
      case OBSOLETE -> refuse(request, Refusal.OBSOLETE_INCARNATION);
      case UNWELCOME -> refuse(request, Refusal.TOO_MANY_CLIENTS);
    }
  }

  private void answerAgain(Request request) {
    OperationId operation = OperationId.of(request);
    context.out.tell(new RoleMessage.AnswerAgain(request.client(), request.number()));
    if (context.leads()) {
      context.out.tell(new RoleMessage.FastPathMissed(request.client()));
    }
    if (uncommitted.contains(operation)) {
      asked.add(operation);
      if (!context.isFrozen()) {
        exchange.run(); // R-EXCHANGE-3
        watch(operation);
      }
    }
  }

  private void holdAndPassOn(Request request) {
    if (context.leads() && !context.isFrozen()) {
      return; // its own primary has it already
    }
    if (!held.add(request)) {
      context.ignore(new ClientMessage.Ask(request), "beyond what is held for clients");
    } else if (!context.isFrozen() && !context.isPrimary()) {
      passOn(request);
      askPeers();
    }
  }

  /** Passes on what was asked, and what has become orderable by it; each but once an asking. */
  private void passOn(Request asked) {
    for (Request r : held.orderable(asked.client())) {
      OperationId operation = OperationId.of(r);
      if (r.number() == asked.number() || !watched.containsKey(operation)) {
        context.out.send(context.primary(), new Relay(r));
        if (isSurelyAdmitted(r)) {
          watch(operation);
        }
      }
    }
  }

  /** A request that came to this node's primary before the node led, or after. */
  void onNotLed(Request request) {
    if (context.leads() && !context.isFrozen()) {
      context.out.tell(new RoleMessage.HandOver(request));
    } else {
      onAsked(request);
    }
  }

  /** R-VIEW-CHANGE: no timer of a view runs on while the replica is frozen. */
  void stop() {
    asked.addAll(watched.keySet());
    List.copyOf(watched.keySet()).forEach(this::unwatch);
  }

  /**
   * A view begins: what waits here goes to its primary, what the log lost included, and is watched
   * anew.
   */
  void onView(List<LogEntry> lost) {
    List<Request> waiting = held.all();
    held = emptyPool();
    lost.forEach(entry -> entry.batch().requests().forEach(this::hold));
    waiting.forEach(this::hold);
    findUncommitted();
    asked.forEach(this::watch);
    held.all().forEach(this::passOnAnew);
  }

  /** The log goes on from a fetched state: what that state has done with is forgotten. */
  void onRestored() {
    stop();
    List<Request> waiting = held.all();
    held = emptyPool();
    waiting.forEach(this::hold);
    findUncommitted();
    if (!context.isFrozen()) {
      asked.forEach(this::watch);
    }
  }

  /** The log is another one than it was. */
  private void findUncommitted() {
    uncommitted.clear();
    for (LogEntry e = context.log.entry(context.committed.next());
        e != null;
        e = context.log.entry(e.slot().next())) {
      e.batch().requests().forEach(r -> uncommitted.add(OperationId.of(r)));
    }
    asked.retainAll(uncommitted);
  }

  private void hold(Request request) {
    switch (context.clients.placeOf(request)) {
      case NEXT, EARLY -> held.add(request);
      case REPEATED, OBSOLETE, UNWELCOME -> {} // in the new log already, or of no more use
    }
  }

  private void passOnAnew(Request request) {
    if (context.leads()) {
      context.out.tell(new RoleMessage.HandOver(request));
    } else if (!context.isPrimary() && held.orderable(request.client()).contains(request)) {
      context.out.send(context.primary(), new Relay(request));
      if (isSurelyAdmitted(request)) {
        watch(OperationId.of(request));
      }
    }
  }

  /** Whether the primary admits the client too, as far as its clock may differ from this one. */
  private boolean isSurelyAdmitted(Request request) {
    Admission admission = request.admission();
    Duration drift = context.group.limits().allowedClockDrift();
    Timestamp earliest = new Timestamp(Math.max(0, context.now.micros() - drift.toNanos() / 1_000));
    return admission.admits(earliest) && admission.admits(context.now.plus(drift));
  }

  /** R-HOLE: a primary may keep a replica in the dark; its peers are asked, once a period. */
  private void askPeers() {
    if (!askedPeers) {
      askedPeers = true;
      Slot next = context.accepted().next();
      context.out.broadcast(new FillHole(context.view, next, next));
    }
  }

  void onStatusPeriod() {
    askedPeers = false;
  }

  private void watch(OperationId operation) {
    if (!watched.containsKey(operation)) {
      startTimer(operation, context.now, new Stalls());
    }
  }

  private void startTimer(OperationId operation, Timestamp first, Stalls stalls) {
    Duration timeout = context.timeout(context.timers.requestTimer());
    watched.put(operation, new Watch(first, context.now, timeout, stalls));
    context.out.startTimer(new TimerKey.RequestPending(operation), timeout);
  }

  private void unwatch(OperationId operation) {
    if (watched.remove(operation) != null) {
      context.out.stopTimer(new TimerKey.RequestPending(operation));
    }
  }

  void onAccepted(LogEntry entry) {
    for (Request request : entry.batch().requests()) {
      uncommitted.add(OperationId.of(request));
      held.onTaken(request);
    }
  }

  void onCommitted(LogEntry entry) {
    for (Request request : entry.batch().requests()) {
      OperationId operation = OperationId.of(request);
      uncommitted.remove(operation);
      unwatch(operation);
      if (asked.remove(operation)) {
        context.out.tell(new RoleMessage.AnswerAgain(request.client(), request.number()));
      }
    }
  }

  /** R-SUSPECT: a request timer runs out. */
  void onTimer(OperationId operation) {
    Watch watch = watched.get(operation);
    if (watch == null || context.isFrozen()) {
      return;
    }
    Request request = held.find(operation.client(), operation.number());
    boolean ordered = uncommitted.contains(operation);
    if (ordered || (request != null && isStillDue(request))) {
      if (!isExcused(watch, ordered)) {
        context.suspect(new Suspicion.RequestTimedOut(operation));
      }
      startTimer(operation, watch.first(), watch.stalls());
    } else {
      watched.remove(operation);
      held.drop(operation.client().key());
    }
  }

  /**
   * @param ordered whether it waits for the votes of all, and not for the primary alone
   */
  private boolean isExcused(Watch watch, boolean ordered) {
    Duration configured = context.timers.requestTimer();
    return watch.stalls().excuse(watch.since(), watch.timeout(), context.now)
        || (ordered
            ? context.isBorne(watch.first(), watch.since(), configured)
            : context.isPrimaryBorne(watch.first(), watch.since(), configured));
  }

  /** Whether a correct primary would have ordered it by now. */
  private boolean isStillDue(Request request) {
    boolean welcome =
        switch (context.clients.placeOf(request)) {
          case NEXT, EARLY -> true; // an early one that is watched has its predecessors here
          case REPEATED, OBSOLETE, UNWELCOME -> false;
        };
    return welcome && isSurelyAdmitted(request);
  }

  private void refuse(Request request, Refusal why) {
    context.out.reply(request.client(), new Refused(why));
  }
}
