package io.weevil.engine.ordering;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The backup of every replica, the primary's own included: it owns view and log. It accepts
 * ORDER-REQs (R-ACCEPT), votes, has slots executed, serves clients that ask again and peers that
 * lack something. Single-threaded.
 */
public final class BackupCore implements Core<ToBackup> {

  private final BackupContext context;
  private final PrimaryProofs proofs;
  private final HoleWatch holes;
  private final Agreement agreement;
  private final RequestWatch requests;
  private final LocalCommits localCommits;
  private final OrderIntake intake;
  private final PeerService peers;
  private final PeerActivity activity;

  private SortedSet<ReplicaId> silent = new TreeSet<>();
  private Slot committedBefore = Slot.ZERO;
  private RoleMessage.@Nullable Progress told;
  private boolean confident = true;
  private Slot checkpoint = Slot.ZERO;
  private Digest checkpointState = new Digest(Bytes.wrap(new byte[Digest.SIZE]));

  public BackupCore(GroupConfiguration group, ReplicaSigner signer, ReplicaTimers timers) {
    this.context = new BackupContext(group, signer, timers);
    this.proofs = new PrimaryProofs(context);
    this.holes = new HoleWatch(context);
    this.agreement = new Agreement(context, holes, proofs);
    this.requests = new RequestWatch(context, agreement);
    this.localCommits = new LocalCommits(context, agreement, holes, proofs);
    this.intake = new OrderIntake(context, holes, agreement, requests, proofs, localCommits);
    this.peers = new PeerService(context, agreement, holes);
    this.activity = new PeerActivity(context.quorums, context.self, timers.silentAfter());
  }

  /** The track of the last accepted slot. */
  public Track track() {
    return peers.track();
  }

  @Override
  public List<Output> on(ToBackup input, Timestamp now) {
    context.now = now;
    switch (input) {
      case RoleMessage.Started s -> onStarted();
      case RoleMessage.Received(Verified<? extends WireMessage> verified) -> onReceived(verified);
      case RoleMessage.FaultyBatch faulty -> onFaultyBatch(faulty);
      case RoleMessage.Proposed(OrderReq orderReq) -> intake.onOrderReq(orderReq);
      case RoleMessage.AskedAgain(var request) -> requests.onAsked(request);
      case RoleMessage.Executed(Slot slot) -> context.executed = slot;
      case RoleMessage.Stabilized(Slot slot, Digest history) -> onStabilized(slot, history);
      case RoleMessage.Proven(Slot slot, Digest history, Digest state) -> onProven(slot, history);
      case RoleMessage.CheckpointTaken(Slot slot, Digest state) -> {
        checkpoint = slot;
        checkpointState = state;
      }
      case RoleMessage.StopAnswering s -> context.answering = false;
      case RoleMessage.ConfidenceLost s -> confident = false;
      case RoleMessage.StateFetched fetched -> fetched.source().discard();
      case RoleMessage.StateInstalled s -> {}
      case RoleMessage.TimerFired(TimerKey key) -> onTimer(key);
    }
    settle();
    return context.out.drain();
  }

  private void onStarted() {
    peers.sayStatus();
    context.out.startTimer(new TimerKey.StatusPeriod(), context.timers.statusPeriod());
  }

  private void onReceived(Verified<? extends WireMessage> verified) {
    switch (verified.sender()) {
      case ReplicaId replica -> {
        activity.onHeard(replica, context.now);
        if (verified.message() instanceof PeerMessage message) {
          onPeer(replica, message);
        }
      }
      case ClientId client -> {
        if (verified.message() instanceof ClientMessage message) {
          onClient(client, message);
        }
      }
    }
  }

  private void onPeer(ReplicaId sender, PeerMessage message) {
    switch (message) {
      case OrderReq m -> intake.onOrderReq(m);
      case PeerMessage.Prepare m -> agreement.onPrepare(m);
      case PeerMessage.Commit m -> agreement.onCommit(sender, m);
      case FillHole m -> peers.onFillHole(sender, m);
      case PeerMessage.Fetch m -> peers.onFetch(m);
      case PeerMessage.Fetched m -> context.ignore(m, "nothing was fetched by digest");
      case PeerMessage.Status m -> peers.onStatus(sender, m);
      case PeerMessage.Relay m -> requests.onAsked(m.request());
      case PeerMessage.Misbehavior m -> proofs.onMisbehavior(m);
      case PeerMessage.Checkpoint m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.StableProof m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.NoConfidence m -> context.ignore(m, "the view-change manager's");
      case PeerMessage.ViewChange m -> context.ignore(m, "the view-change manager's");
      case PeerMessage.NewView m -> context.ignore(m, "the view-change manager's");
    }
  }

  private void onClient(ClientId client, ClientMessage message) {
    switch (message) {
      case ClientMessage.Ask(var request) -> {
        if (request.kind() == Request.Kind.READ) {
          onRead(request);
        } else {
          requests.onAsked(request);
        }
      }
      case ClientMessage.CommitCertificate m -> localCommits.onCertificate(client, m);
      case ClientMessage.ResultRequest m ->
          context.out.tell(new RoleMessage.AnswerAgain(client, m.number()));
      case ClientMessage.StatusQuery m -> context.out.reply(client, statusReport(m.nonce()));
      case PeerMessage.Misbehavior m -> proofs.onMisbehavior(m);
      case ClientMessage.Hello m -> context.ignore(m, "the door's");
    }
  }

  /** R-READ: answered once everything acknowledged is executed; the executor waits for that. */
  private void onRead(Request request) {
    if (context.answering) {
      context.out.tell(new RoleMessage.Read(request, agreement.acknowledged()));
    } else {
      context.ignore(new ClientMessage.Ask(request), "this replica's state is wrong");
    }
  }

  private void onFaultyBatch(RoleMessage.FaultyBatch faulty) {
    if (faulty.verified().sender() instanceof ReplicaId replica) {
      activity.onHeard(replica, context.now);
    }
    intake.onFaultyBatch(faulty);
  }

  /** After every input: what follows from it, and how far we are. */
  private void settle() {
    intake.acceptAll();
    noticeCommits();
    tellProgress();
  }

  private void onStabilized(Slot slot, Digest history) {
    if (!slot.isAfter(context.stable) || !context.log.contains(slot, history)) {
      return;
    }
    agreement.onStable(slot);
    noticeCommits();
    context.stable = slot;
    if (slot.isAfter(context.proven)) {
      context.proven = slot;
      context.provenHistory = history;
    }
    context.log.truncate(slot).forEach(context.archive::add);
    agreement.prune(slot);
  }

  private void onProven(Slot slot, Digest history) {
    if (slot.isAfter(context.proven)) {
      context.proven = slot;
      context.provenHistory = history;
      agreement.onProven();
    }
  }

  private void noticeCommits() {
    while (committedBefore.isBefore(agreement.committed())) {
      committedBefore = committedBefore.next();
      LogEntry entry = context.log.entry(committedBefore);
      if (entry != null) {
        requests.onCommitted(entry);
      }
    }
  }

  private void onTimer(TimerKey key) {
    if (!(key instanceof TimerKey.OfBackup own)) {
      throw new IllegalArgumentException("the backup has no timer " + key);
    }
    switch (own) {
      case TimerKey.StatusPeriod k -> onStatusPeriod();
      case TimerKey.Hole k -> holes.onTimer(intake.firstLacking());
      case TimerKey.VoteExchange(Slot slot) -> agreement.onTimer(slot);
      case TimerKey.RequestPending(var operation) -> requests.onTimer(operation);
      case TimerKey.ClockHold k -> {} // what was held is tried again after every input
    }
  }

  private void onStatusPeriod() {
    requests.onStatusPeriod();
    peers.onStatusPeriod(isUnfinished());
    noticeSilence();
    context.out.startTimer(new TimerKey.StatusPeriod(), context.timers.statusPeriod());
  }

  private boolean isUnfinished() {
    return context.accepted().isAfter(agreement.committed())
        || context.proven.isAfter(context.accepted())
        || holes.isLacking()
        || !intake.isEmpty()
        || !requests.isIdle();
  }

  private void noticeSilence() {
    SortedSet<ReplicaId> now = activity.silent();
    if (!now.equals(silent)) {
      silent = now;
      context.out.report(new Event.SilenceChanged(now));
      if (context.leads()) {
        context.out.tell(new RoleMessage.Silent(now));
      }
    }
  }

  private void tellProgress() {
    if (!context.leads()) {
      return;
    }
    RoleMessage.Progress progress =
        new RoleMessage.Progress(
            context.accepted(), context.executed, agreement.committed(), context.stable);
    if (!progress.equals(told)) {
      told = progress;
      context.out.tell(progress);
    }
  }

  private ReplyMessage.StatusReport statusReport(long nonce) {
    return new ReplyMessage.StatusReport(
        nonce,
        context.view,
        peers.track(),
        context.stable,
        agreement.committed(),
        context.executed,
        context.accepted(),
        checkpoint,
        checkpointState,
        confident);
  }
}
