package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests that clients ask of a backup because the primary has not done them (R-CLIENT-4): held,
 * passed on, and watched until they are committed (R-SUSPECT).
 */
final class RequestWatch {

  /** Bytes of requests held at a time; more are dropped: the client sends them again. */
  static final long MAX_HELD_BYTES = 64L << 20;

  private final BackupContext context;
  private final Agreement agreement;

  /** Not accepted yet, by client and number. */
  private final Map<ClientId, TreeMap<Long, Request>> held = new HashMap<>();

  private long heldBytes;

  /** Accepted and not committed: where. */
  private final Map<OperationId, Slot> uncommitted = new HashMap<>();

  /** Those whose timer runs. */
  private final Set<OperationId> watched = new HashSet<>();

  private boolean askedPeers;

  RequestWatch(BackupContext context, Agreement agreement) {
    this.context = context;
    this.agreement = agreement;
  }

  boolean isIdle() {
    return watched.isEmpty() && held.isEmpty();
  }

  void onAsked(Request request) {
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
    if (uncommitted.containsKey(operation)) {
      agreement.exchange(context.accepted()); // R-EXCHANGE-3
      watch(operation);
    }
  }

  private void holdAndPassOn(Request request) {
    if (context.leads()) {
      return; // its own primary has it already
    }
    if (!hold(request)) {
      context.ignore(new ClientMessage.Ask(request), "beyond what is held for clients");
      return;
    }
    passOn(request.client());
    askPeers();
  }

  private boolean hold(Request request) {
    long last = context.clients.lastNumber(request.client());
    boolean within = request.number() <= last + context.group.limits().clientWindow();
    if (!within
        || heldBytes + request.encoded().size() > MAX_HELD_BYTES
        || held.size() > context.group.limits().maxClients()) {
      return false;
    }
    Request known =
        held.computeIfAbsent(request.client(), c -> new TreeMap<>())
            .putIfAbsent(request.number(), request);
    heldBytes += known == null ? request.encoded().size() : 0;
    return true;
  }

  /** Passes on, and watches, every held request whose predecessors are all accepted or held too. */
  private void passOn(ClientId client) {
    TreeMap<Long, Request> requests = held.getOrDefault(client, new TreeMap<>());
    long number = context.clients.lastNumber(client) + 1;
    for (Request r = requests.get(number); r != null; r = requests.get(++number)) {
      context.out.send(context.primary(), new Relay(r));
      watch(OperationId.of(r));
    }
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
    if (watched.add(operation)) {
      startTimer(operation);
    }
  }

  private void startTimer(OperationId operation) {
    context.out.startTimer(new TimerKey.RequestPending(operation), context.timers.requestTimer());
  }

  void onAccepted(LogEntry entry) {
    for (Request request : entry.batch().requests()) {
      uncommitted.put(OperationId.of(request), entry.slot());
      release(request.client(), request.number());
    }
  }

  /** Any body of the number ends it: a client that sends two under one number gets one. */
  private void release(ClientId client, long upTo) {
    TreeMap<Long, Request> requests = held.get(client);
    if (requests == null) {
      return;
    }
    Map<Long, Request> done = requests.headMap(upTo, true);
    done.values().forEach(r -> heldBytes -= r.encoded().size());
    done.clear();
    if (requests.isEmpty()) {
      held.remove(client);
    }
  }

  void onCommitted(LogEntry entry) {
    for (Request request : entry.batch().requests()) {
      OperationId operation = OperationId.of(request);
      uncommitted.remove(operation);
      if (watched.remove(operation)) {
        context.out.stopTimer(new TimerKey.RequestPending(operation));
      }
    }
  }

  /** R-SUSPECT: a request timer runs out. */
  void onTimer(OperationId operation) {
    if (watched.contains(operation)) {
      context.suspect(new Suspicion.RequestTimedOut(operation));
      startTimer(operation);
    }
  }

  private void refuse(Request request, Refusal why) {
    context.out.reply(request.client(), new Refused(why));
  }
}
