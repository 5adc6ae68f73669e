package io.weevil.engine.ordering;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Gathering;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.TimerKey;
import java.util.List;

/**
 * The primary of one view (R-ORDER): a proposer. It batches requests, gives them slots and sends
 * ORDER-REQs; what it proposes its own backup accepts like any other. It lives for its view only.
 */
public final class PrimaryCore implements Core<ToPrimary> {

  static final String NAME = "primary";

  private final GroupConfiguration group;
  private final ReplicaSigner signer;
  private final BatchPolicy policy;
  private final BatchEncoder encoder;
  private final TrackGovernor governor;
  private final ClientOrder clients;
  private final RequestQueue queue;
  private final Outputs out = new Outputs();
  private final Gathering gathering = new Gathering(out, new RoleMessage.RequestsGathered());

  private final View view;

  /** The last slot ordered, its history and its batch's timestamp. */
  private Slot ordered;

  private Digest history;
  private Timestamp lastTimestamp;

  private Slot executed;
  private Slot stable;
  private Timestamp now = Timestamp.ZERO;
  private boolean delaying;
  private boolean heldBack;

  public PrimaryCore(
      GroupConfiguration group,
      ReplicaSigner signer,
      RoleMessage.Lead lead,
      BatchPolicy policy,
      TrackGovernor.Settings track,
      BatchEncoder encoder) {
    if (!lead.view().primary(group.n()).equals(signer.self())) {
      throw new IllegalArgumentException(signer.self() + " is not the primary of " + lead.view());
    }
    this.group = group;
    this.signer = signer;
    this.view = lead.view();
    this.ordered = lead.last();
    this.history = lead.history();
    this.lastTimestamp = lead.timestamp();
    this.executed = lead.last();
    this.stable = lead.stable();
    this.policy = policy;
    this.encoder = encoder;
    this.governor = new TrackGovernor(track, group.quorums().c());
    this.clients = new ClientOrder(group.limits().maxClients());
    this.clients.restart(lead.clients());
    this.queue = new RequestQueue(group.limits(), clients, policy.maxPerClient());
  }

  /** Whether ordering waits for the window to move (back-pressure, not loss). */
  public boolean isHeldBack() {
    return heldBack;
  }

  @Override
  public List<Output> on(ToPrimary input, Timestamp time) {
    now = time;
    switch (input) {
      case RoleMessage.Started s -> {}
      case RoleMessage.Received(Verified<? extends WireMessage> verified) ->
          onReceived(verified.message());
      case RoleMessage.Progress progress -> {
        executed = progress.executed();
        stable = progress.stable();
        order(false);
      }
      case RoleMessage.RequestsGathered g -> onGathered();
      case RoleMessage.HandOver(Request request) ->
          onRequest(request, new PeerMessage.Relay(request));
      case RoleMessage.Lead l -> throw new IllegalStateException("it leads " + view);
      case RoleMessage.Retire r -> throw new IllegalStateException("it retires by name");
      case RoleMessage.FastPathMissed(ClientId client) -> governor.onMissed(client);
      case RoleMessage.Silent(var replicas) -> governor.onSilent(replicas.size());
      case RoleMessage.TimerFired(TimerKey key) -> onTimer(key);
    }
    reportSwitch();
    return out.drain();
  }

  /** Orders nothing more: what waits goes back to the backup. */
  List<Output> retire() {
    stopDelay();
    queue.all().forEach(request -> out.tell(new RoleMessage.NotLed(request)));
    return out.drain();
  }

  private void onReceived(WireMessage message) {
    switch (message) {
      case ClientMessage.Ask(Request request) -> onRequest(request, message);
      case PeerMessage.Relay(Request request) -> onRequest(request, message);
      case PeerMessage other -> out.ignore(NAME, other, "not the primary's");
      case ClientMessage other -> out.ignore(NAME, other, "not the primary's");
      case ReplyMessage other -> out.ignore(NAME, other, "not the primary's");
    }
  }

  private void onRequest(Request request, WireMessage message) {
    if (request.kind() != Request.Kind.ORDERED) {
      out.ignore(NAME, message, "a read that is not to be ordered");
      return;
    }
    switch (clients.placeOf(request)) {
      case REPEATED -> out.tell(new RoleMessage.AskedAgain(request));
      case OBSOLETE -> refuse(request.client(), Refusal.OBSOLETE_INCARNATION);
      case UNWELCOME -> refuse(request.client(), Refusal.TOO_MANY_CLIENTS);
      case NEXT, EARLY -> {
        if (queue.add(request)) {
          orderSoon();
        } else {
          out.ignore(NAME, message, "beyond what is queued for clients");
        }
      }
    }
  }

  private void refuse(ClientId client, Refusal why) {
    out.reply(client, new Refused(why));
  }

  private void onTimer(TimerKey key) {
    if (!(key instanceof TimerKey.BatchDelay)) {
      throw new IllegalArgumentException("the primary has no timer " + key);
    }
    delaying = false;
    order(true);
  }

  /** A full batch at once; else when the requests that have come to this node are here. */
  private void orderSoon() {
    if (queue.fillsBatch()) {
      order(false);
    } else if (!queue.isEmpty()) {
      gathering.begin(queue.size());
    }
  }

  private void onGathered() {
    if (gathering.isOver(queue.size())) {
      order(false);
    }
  }

  /** R-ORDER: an idle pipeline sends at once; a busy one waits for a full batch or the delay. */
  private void order(boolean delayIsOver) {
    boolean due = delayIsOver;
    heldBack = false;
    while (!queue.isEmpty() && (due || isIdle() || queue.fillsBatch())) {
      if (ordered.next().isAfter(stable.plus(group.limits().window()))) {
        heldBack = true; // never past stable + window: hold requests back instead
        return;
      }
      if (!orderBatch()) {
        break; // all that was orderable has been refused
      }
      due = false;
    }
    if (queue.isEmpty()) {
      stopDelay();
    } else {
      startDelay();
    }
  }

  private boolean orderBatch() {
    Timestamp timestamp = Timestamp.max(lastTimestamp, now);
    List<Request> requests =
        queue.takeBatch(timestamp, c -> refuse(c, Refusal.CERTIFICATE_EXPIRED));
    if (!requests.isEmpty()) {
      propose(encoder.encode(timestamp, requests));
    }
    return !requests.isEmpty();
  }

  private boolean isIdle() {
    return ordered.number() - executed.number() < policy.idlePipeline();
  }

  private void propose(Batch batch) {
    Slot slot = ordered.next();
    Digest next = Digests.chain(history, slot, batch.digest());
    SignedHeader header =
        signer.header(new OrderHeader(view, slot, batch.digest(), next, governor.track()));
    ordered = slot;
    history = next;
    lastTimestamp = batch.timestamp();
    OrderReq orderReq = new OrderReq(header, batch);
    out.persist(new Promise.HeaderSigned(header, batch)); // R-DURABLE
    out.broadcast(orderReq);
    out.tell(new RoleMessage.Proposed(orderReq));
    governor.onOrdered(batch.requests().stream().map(Request::client).toList());
  }

  private void reportSwitch() {
    TrackGovernor.Switch change = governor.takeSwitch();
    if (change != null) {
      out.report(new Event.TrackSwitched(change.track(), ordered.next(), change.reason()));
    }
  }

  private void startDelay() {
    if (!delaying) {
      delaying = true;
      out.startTimer(new TimerKey.BatchDelay(), policy.delay());
    }
  }

  private void stopDelay() {
    if (delaying) {
      delaying = false;
      out.stopTimer(new TimerKey.BatchDelay());
    }
  }
}
