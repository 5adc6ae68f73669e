package io.weevil.engine.ordering;

import static java.util.Objects.requireNonNull;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The backup of every replica, the primary's own included: it owns view and log. It accepts
 * ORDER-REQs (R-ACCEPT), votes, has slots executed, serves clients that ask again and peers that
 * lack something. Single-threaded.
 */
public final class BackupCore implements Core<ToBackup> {

  private final BackupContext context;
  private final RequestWatch requests;
  private final PeerActivity activity;
  private final EarlyMessages early = new EarlyMessages();
  private final LogReplacement replacement;
  private final ViewEntry entry;
  private ViewParts parts;

  private SortedSet<ReplicaId> silent = new TreeSet<>();
  private Slot committedBefore = Slot.ZERO;
  private RoleMessage.@Nullable Progress told;
  private Slot checkpoint = Slot.ZERO;
  private Digest checkpointState = new Digest(Bytes.wrap(new byte[Digest.SIZE]));

  /**
   * @param authentic whether a header is signed by its view's primary
   */
  public BackupCore(
      GroupConfiguration group,
      ReplicaSigner signer,
      Predicate<SignedHeader> authentic,
      ReplicaTimers timers) {
    this.context = new BackupContext(group, signer, authentic, timers);
    this.requests = new RequestWatch(context, () -> parts().agreement.exchange(context.accepted()));
    this.replacement = new LogReplacement(context);
    this.entry = new ViewEntry(context, replacement, early, this::begin);
    this.parts = new ViewParts(context, requests);
    this.activity = new PeerActivity(context.quorums, context.self, timers.silentAfter());
  }

  /** The track of the last accepted slot. */
  public Track track() {
    return parts.peers.track();
  }

  /** Whether this replica has left its view and has not entered the next (R-FROZEN). */
  public boolean isFrozen() {
    return context.isFrozen();
  }

  private ViewParts parts() {
    return parts;
  }

  @Override
  public List<Output> on(ToBackup input, Timestamp now) {
    context.now = now;
    switch (input) {
      case RoleMessage.Started s -> onStarted();
      case RoleMessage.Received(Verified<? extends WireMessage> verified) -> onReceived(verified);
      case RoleMessage.FaultyBatch faulty -> onFaultyBatch(faulty);
      case RoleMessage.Proposed(OrderReq orderReq) -> onOrderReq(context.self, orderReq);
      case RoleMessage.AskedAgain(var request) -> requests.onAsked(request);
      case RoleMessage.NotLed(var request) -> requests.onNotLed(request);
      case RoleMessage.Executed(Slot slot) -> onExecuted(slot);
      case RoleMessage.ProofFound(StableProof proof) -> onProof(proof);
      case RoleMessage.ProofSeen(StableProof proof) -> onProof(proof);
      case RoleMessage.Stabilized(Slot slot, Digest history) -> onStabilized(slot, history);
      case RoleMessage.Proven(Slot slot, Digest history, Digest state) -> onProven(slot, history);
      case RoleMessage.CheckpointTaken(Slot slot, Digest state) -> {
        checkpoint = slot;
        checkpointState = state;
      }
      case RoleMessage.StopAnswering s -> context.answering = false;
      case RoleMessage.ProvenFaulty(var accused, var fault) ->
          parts.proofs.onProven(accused, fault);
      case RoleMessage.LeaveView(View target) -> leaveView(target);
      case RoleMessage.EnterView goal -> entry.enter(goal);
      case RoleMessage.StateFetched fetched -> replacement.onFetched(fetched);
      case RoleMessage.StateInstalled state -> onStateInstalled(state);
      case RoleMessage.TimerFired(TimerKey key) -> onTimer(key);
    }
    settle();
    return context.out.drain();
  }

  private void onStarted() {
    if (context.isLearner()) {
      context.out.report(new Event.Learning());
    }
    if (context.leads()) {
      lead();
    }
    parts.peers.sayStatus();
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
      case OrderReq m -> onOrderReq(sender, m);
      case PeerMessage.Prepare m -> onPrepare(sender, m);
      case PeerMessage.Commit m -> onCommit(sender, m);
      case FillHole m -> parts.peers.onFillHole(sender, m);
      case PeerMessage.Fetch m -> parts.peers.onFetch(sender, m);
      case PeerMessage.Fetched m -> entry.onFetched(m);
      case PeerMessage.Status m -> parts.peers.onStatus(sender, m);
      case PeerMessage.Relay m -> requests.onAsked(m.request());
      case PeerMessage.Misbehavior m -> parts.proofs.onMisbehavior(m);
      case PeerMessage.Accusation m -> context.ignore(m, "the auditor's");
      case PeerMessage.Checkpoint m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.StableProof m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.StateRequest m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.StateChunk m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.NoConfidence m -> context.ignore(m, "the view-change manager's");
      case PeerMessage.ViewChange m -> context.ignore(m, "the view-change manager's");
      case PeerMessage.NewView m -> context.ignore(m, "the view-change manager's");
    }
  }

  private void onOrderReq(ReplicaId sender, OrderReq m) {
    if (isForNow(sender, m.header().header().view(), m)) {
      parts.intake.onOrderReq(sender, m);
    }
  }

  private void onPrepare(ReplicaId sender, PeerMessage.Prepare m) {
    if (isForNow(sender, m.vote().vote().view(), m)) {
      parts.agreement.onPrepare(m);
    }
  }

  private void onCommit(ReplicaId sender, PeerMessage.Commit m) {
    if (isForNow(sender, m.view(), m)) {
      parts.agreement.onCommit(sender, m);
    }
  }

  /** What is of a later view waits for it; a frozen replica takes nothing of its own (R-FROZEN). */
  private boolean isForNow(ReplicaId sender, View view, PeerMessage message) {
    if (view.compareTo(context.view) > 0) {
      parts.peers.onLaterView(view);
      if (!early.keep(sender, view, message)) {
        context.ignore(message, "of a later view, and too many wait for it");
      }
      return false;
    }
    if (view.equals(context.view) && context.isFrozen()) {
      context.ignore(message, "frozen");
      return false;
    }
    return true; // an older view's is ignored where it belongs
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
      case ClientMessage.CommitCertificate m -> onCommitCertificate(client, m);
      case ClientMessage.ResultRequest m ->
          context.out.tell(new RoleMessage.AnswerAgain(client, m.number()));
      case ClientMessage.StatusQuery m ->
          context.out.reply(client, parts.peers.report(m.nonce(), checkpoint, checkpointState));
      case PeerMessage.Misbehavior m -> parts.proofs.onMisbehavior(m);
      case ClientMessage.Hello m -> context.ignore(m, "the door's");
    }
  }

  private void onCommitCertificate(ClientId client, ClientMessage.CommitCertificate m) {
    if (context.isFrozen()) { // R-FROZEN
      context.ignore(m, "frozen");
    } else {
      parts.localCommits.onCertificate(client, m);
    }
  }

  /** R-READ: answered once everything acknowledged is executed; the executor waits for that. */
  private void onRead(Request request) {
    if (context.isFrozen()) { // R-FROZEN
      context.ignore(new ClientMessage.Ask(request), "frozen");
    } else if (context.answering) {
      context.out.tell(new RoleMessage.Read(request, parts.agreement.acknowledged()));
    } else {
      context.ignore(new ClientMessage.Ask(request), "this replica's state is wrong");
    }
  }

  private void onFaultyBatch(RoleMessage.FaultyBatch faulty) {
    if (faulty.verified().sender() instanceof ReplicaId replica) {
      activity.onHeard(replica, context.now);
    }
    if (context.isFrozen()) { // R-FROZEN
      context.ignore(faulty.verified().message(), "frozen");
    } else {
      parts.intake.onFaultyBatch(faulty);
    }
  }

  /** After every input: what follows from it, and how far we are. */
  private void settle() {
    parts.intake.acceptAll();
    entry.noticeStart();
    noticeCommits();
    tellProgress();
  }

  /** The newest is kept for VIEW-CHANGEs: a log longer than the window above it is not valid. */
  private void onProof(StableProof proof) {
    if (context.proof == null || proof.slot().isAfter(context.proof.slot())) {
      context.proof = proof;
    }
  }

  private void onExecuted(Slot slot) {
    context.executed = Slot.min(slot, context.dispatched);
    parts.agreement.onExecuted();
    resumePostponed();
  }

  private void resumePostponed() {
    replacement.postponed().ifPresent(s -> onStabilized(s.slot(), s.history()));
  }

  private void onStabilized(Slot slot, Digest history) {
    if (context.restoring) {
      replacement.postpone(new RoleMessage.Stabilized(slot, history));
      return;
    }
    if (!slot.isAfter(context.stable) || !context.log.contains(slot, history)) {
      return;
    }
    parts.agreement.onStable(slot);
    noticeCommits();
    context.raiseProven(slot, history);
    if (context.dispatched.isBefore(slot)) { // it went back meanwhile, and needs these once more
      replacement.postpone(new RoleMessage.Stabilized(slot, history));
      return;
    }
    context.stable = slot;
    context.log.truncate(slot).forEach(context.archive::add);
    forgetUpTo(slot, history);
    context.patience.onProgress();
    context.out.tell(new RoleMessage.Progressed());
  }

  private void forgetUpTo(Slot stable, Digest history) {
    context.certificate.onStable(stable, history);
    context.shelf.onStable(stable);
    context.clients.settle(stable);
    parts.agreement.prune(stable);
  }

  private void onProven(Slot slot, Digest history) {
    if (context.raiseProven(slot, history)) {
      parts.agreement.onProven();
    }
  }

  /** R-VIEW-CHANGE, R-FROZEN. */
  private void leaveView(View target) {
    if (target.compareTo(context.view) <= 0
        || (context.target != null && target.compareTo(context.target) <= 0)) {
      return;
    }
    if (!context.isFrozen() && context.leads()) {
      context.out.tell(new RoleMessage.Retire());
    }
    context.target = target;
    parts.stop();
    requests.stop();
    entry.abandon();
    context.out.tell(new RoleMessage.Freeze(context.view));
    context.out.report(new Event.ViewLeft(context.view, target));
    context.out.tell(new RoleMessage.Frozen(target, context.report()));
    parts.proofs.onViewAimedAt();
  }

  private void begin(
      RoleMessage.EnterView goal, Slot common, List<LogEntry> above, List<LogEntry> lost) {
    context.view = goal.view();
    context.target = null;
    context.silentUpTo = Slot.ZERO;
    context.installed = goal.end();
    context.installedHistory = requireNonNull(goal.log().historyAt(goal.end()));
    context.patience.onView(goal.doublings());
    Vote confirmed = new Vote(goal.view(), goal.end(), context.installedHistory);
    SignedVote vote = context.isLearner() ? null : context.signer.vote(confirmed);
    context.out.persist( // R-DURABLE
        new Promise.LogInstalled(
            goal.view(), common, above.stream().map(LogEntry::batch).toList(), vote));
    context.out.report(new Event.ViewInstalled(goal.view(), context.primary(), goal.end()));
    parts = new ViewParts(context, requests);
    context.out.tell(new RoleMessage.Installed(goal.view()));
    parts.agreement.begin(vote);
    if (context.leads()) {
      lead();
    }
    requests.onView(lost);
    parts.proofs.onViewAimedAt();
    for (EarlyMessages.Early each : early.take(goal.view())) {
      onPeer(each.sender(), each.message());
    }
  }

  private void lead() {
    told = null;
    context.out.tell(
        new RoleMessage.Lead(
            context.view,
            context.accepted(),
            context.log.lastHistory(),
            context.log.lastTimestamp(),
            context.clients.positions(),
            context.stable));
    context.out.tell(new RoleMessage.Silent(silent));
  }

  /** R-STATE: the executor goes on from the fetched state. */
  private void onStateInstalled(RoleMessage.StateInstalled state) {
    context.restoring = false;
    context.answering = true;
    onProof(state.proof());
    boolean otherBranch = replacement.restore(state);
    if (otherBranch) {
      parts.agreement.onBranchLost();
    }
    committedBefore = Slot.max(committedBefore, context.committed);
    forgetUpTo(state.proof().slot(), state.proof().history());
    parts.intake.onRestored(otherBranch);
    requests.onRestored();
    if (!context.isFrozen()) {
      parts.agreement.onRestored();
    }
    resumePostponed();
    entry.proceed();
  }

  private void noticeCommits() {
    while (committedBefore.isBefore(context.committed)) {
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
      case TimerKey.Hole k -> parts.holes.onTimer(parts.intake.firstLacking());
      case TimerKey.VoteExchange(Slot slot) -> parts.agreement.onTimer(slot);
      case TimerKey.Fetching k -> entry.onTimer();
      case TimerKey.RequestPending(var operation) -> requests.onTimer(operation);
      case TimerKey.ClockHold k -> {} // what was held is tried again after every input
    }
  }

  private void onStatusPeriod() {
    requests.onStatusPeriod();
    parts.peers.onStatusPeriod(isUnfinished());
    noticeSilence();
    context.out.startTimer(new TimerKey.StatusPeriod(), context.timers.statusPeriod());
  }

  private boolean isUnfinished() {
    return context.accepted().isAfter(context.committed)
        || context.proven.isAfter(context.accepted())
        || context.isFrozen()
        || !parts.agreement.isStarted()
        || parts.holes.isLacking()
        || parts.holes.isFarBehind()
        || !parts.intake.isEmpty()
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
    if (!context.leads() || context.isFrozen()) {
      return;
    }
    RoleMessage.Progress progress =
        new RoleMessage.Progress(
            context.accepted(), context.executed, context.committed, context.stable);
    if (!progress.equals(told)) {
      told = progress;
      context.out.tell(progress);
    }
  }
}
