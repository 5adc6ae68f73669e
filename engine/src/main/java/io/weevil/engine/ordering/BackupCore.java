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
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The backup of every replica, the primary's own included: it owns view and log. It accepts
 * ORDER-REQs (R-ACCEPT), votes, has slots executed, serves clients that ask again and peers that
 * lack something. Single-threaded.
 */
public final class BackupCore implements Core<ToBackup> {

  /** COMMIT-CERTIFICATEs kept until their slots arrive. */
  private static final int MAX_EARLY_CERTIFICATES = 64;

  private record EarlyCertificate(ClientId client, long number, Certificate certificate) {}

  private final BackupContext context;
  private final Acceptance acceptance;
  private final PendingOrders pending = new PendingOrders();
  private final HoleWatch holes;
  private final Agreement agreement;
  private final RequestWatch requests;
  private final PeerService peers;
  private final PeerActivity activity;

  private final TreeMap<Long, EarlyCertificate> earlyCertificates = new TreeMap<>();
  private SortedSet<ReplicaId> silent = new TreeSet<>();
  private Slot committedBefore = Slot.ZERO;
  private RoleMessage.@Nullable Progress told;
  private boolean answering = true;
  private boolean confident = true;
  private boolean primaryProven;
  private Slot checkpoint = Slot.ZERO;
  private Digest checkpointState = new Digest(Bytes.wrap(new byte[Digest.SIZE]));

  public BackupCore(GroupConfiguration group, ReplicaSigner signer, ReplicaTimers timers) {
    this.context = new BackupContext(group, signer, timers);
    this.acceptance = new Acceptance(context);
    this.holes = new HoleWatch(context);
    this.agreement = new Agreement(context, holes);
    this.requests = new RequestWatch(context, agreement);
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
      case RoleMessage.Proposed(OrderReq orderReq) -> onOrderReq(orderReq, true);
      case RoleMessage.AskedAgain(var request) -> requests.onAsked(request);
      case RoleMessage.Executed(Slot slot) -> context.executed = slot;
      case RoleMessage.Stabilized(Slot slot, Digest history) -> onStabilized(slot, history);
      case RoleMessage.Proven(Slot slot, Digest history, Digest state) -> onProven(slot, history);
      case RoleMessage.CheckpointTaken(Slot slot, Digest state) -> {
        checkpoint = slot;
        checkpointState = state;
      }
      case RoleMessage.StopAnswering s -> answering = false;
      case RoleMessage.ConfidenceLost s -> confident = false;
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
      case OrderReq m -> onOrderReq(m, true);
      case PeerMessage.Prepare m -> agreement.onPrepare(m);
      case PeerMessage.Commit m -> agreement.onCommit(sender, m);
      case FillHole m -> peers.onFillHole(sender, m);
      case PeerMessage.Fetch m -> peers.onFetch(m);
      case PeerMessage.Fetched m -> context.ignore(m, "nothing was fetched by digest");
      case PeerMessage.Status m -> peers.onStatus(sender, m);
      case PeerMessage.Relay m -> requests.onAsked(m.request());
      case PeerMessage.Misbehavior m -> onMisbehavior(m);
      case PeerMessage.Checkpoint m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.StableProof m -> context.ignore(m, "the checkpointer's");
      case PeerMessage.NoConfidence m -> context.ignore(m, "the view-change manager's");
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
      case ClientMessage.CommitCertificate m -> onCommitCertificate(client, m);
      case ClientMessage.ResultRequest m ->
          context.out.tell(new RoleMessage.AnswerAgain(client, m.number()));
      case ClientMessage.StatusQuery m -> context.out.reply(client, statusReport(m.nonce()));
      case PeerMessage.Misbehavior m -> onMisbehavior(m);
      case ClientMessage.Hello m -> context.ignore(m, "the door's");
    }
  }

  /** R-READ: answered once everything acknowledged is executed; the executor waits for that. */
  private void onRead(Request request) {
    if (answering) {
      context.out.tell(new RoleMessage.Read(request, agreement.acknowledged()));
    } else {
      context.ignore(new ClientMessage.Ask(request), "this replica's state is wrong");
    }
  }

  private void onFaultyBatch(RoleMessage.FaultyBatch faulty) {
    if (faulty.verified().sender() instanceof ReplicaId replica) {
      activity.onHeard(replica, context.now);
    }
    OrderReq orderReq = faulty.verified().message();
    if (faulty.provable()) {
      onProvenBatch(orderReq.header(), faulty.fault());
    } else {
      onOrderReq(orderReq, false); // waits until a commit vouches for it
    }
  }

  /** R-ACCEPT-1 and 2; the header is authentic. */
  private void onOrderReq(OrderReq orderReq, boolean vouched) {
    SignedHeader header = orderReq.header();
    Slot slot = header.header().slot();
    if (!header.header().view().equals(context.view)) { // R-ACCEPT-1
      context.ignore(orderReq, "of another view");
    } else if (!slot.isAfter(context.accepted())) { // R-ACCEPT-2
      onRepeated(orderReq);
    } else if (slot.isAfter(context.windowEnd())) { // R-ACCEPT-2
      context.ignore(orderReq, "beyond the window");
    } else {
      SignedHeader contradicted = pending.keep(orderReq, vouched);
      if (contradicted != null) {
        onProvenPrimary(contradicted, header);
      }
    }
  }

  private void onRepeated(OrderReq orderReq) {
    LogEntry entry = context.log.entry(orderReq.header().header().slot());
    if (entry != null && entry.header().header().contradicts(orderReq.header().header())) {
      onProvenPrimary(entry.header(), orderReq.header());
    } else {
      context.ignore(orderReq, "accepted before");
    }
  }

  /** After every input: accept what has become acceptable, and tell how far we are. */
  private void settle() {
    boolean grown = false;
    while (acceptNext()) {
      grown = true;
    }
    if (grown) {
      holes.onProgress();
    }
    if (pending.highest().isAfter(context.accepted().next())
        && pending.at(context.accepted().next()) == null) {
      holes.mustExist(pending.highest()); // R-HOLE: an authentic header names a later slot
    }
    noticeCommits();
    tellProgress();
  }

  private boolean acceptNext() {
    Slot next = context.accepted().next();
    PendingOrders.Pending order = pending.at(next);
    if (order == null || order.orderReq() == null || next.isAfter(context.windowEnd())) {
      if (order != null && order.orderReq() == null) {
        holes.mustExist(next); // R-ACCEPT-3: the right bytes must come from elsewhere
      }
      return false;
    }
    boolean byDigest = !order.vouched() && isCommittedElsewhere(next);
    if (!order.vouched() && !byDigest) {
      return false;
    }
    return switch (acceptance.judge(order.orderReq(), byDigest)) {
      case Acceptance.Verdict.Acceptable(Digest history) -> accept(order.orderReq(), history);
      case Acceptance.Verdict.WrongBytes w -> false;
      case Acceptance.Verdict.Forked f -> onForked(order.header());
      case Acceptance.Verdict.Early(var by) -> {
        context.out.startTimer(new TimerKey.ClockHold(), by);
        yield false;
      }
      case Acceptance.Verdict.Faulty(String fault) -> {
        onProvenBatch(order.header(), fault);
        yield false;
      }
    };
  }

  /** A MAC that is wrong here may be right elsewhere: once committed, only the digest counts. */
  private boolean isCommittedElsewhere(Slot next) {
    return pending.leadsTo(
        next,
        context.log.lastHistory(),
        (slot, history) ->
            agreement.isCommittedByOthers(slot, history)
                || (slot.equals(context.proven) && history.equals(context.provenHistory)));
  }

  private boolean accept(OrderReq orderReq, Digest history) {
    Slot slot = orderReq.header().header().slot();
    LogEntry entry =
        new LogEntry(
            orderReq.header(),
            history,
            orderReq.batch(),
            context.signer.vote(new Vote(context.view, slot, history)));
    context.out.persist( // R-DURABLE
        new Promise.Accepted(entry.header(), entry.batch(), entry.vote()));
    context.log.append(entry);
    pending.dropUpTo(slot);
    entry.batch().requests().forEach(context.clients::take);
    requests.onAccepted(entry);
    agreement.onAccepted(entry);
    retryEarlyCertificates(slot);
    return true;
  }

  /** Consecutive headers of one view whose histories do not chain (R-EVIDENCE). */
  private boolean onForked(SignedHeader header) {
    LogEntry last = context.log.entry(context.accepted());
    if (last != null) {
      onProvenPrimary(last.header(), header);
    } else {
      onProvenBatch(header, "its history does not extend the log");
    }
    return false;
  }

  private void onMisbehavior(PeerMessage.Misbehavior proof) {
    if (!proof.first().header().view().equals(context.view)) {
      context.ignore(proof, "of another view");
    } else {
      onProvenPrimary(proof.first(), proof.second());
    }
  }

  private void onProvenPrimary(SignedHeader first, SignedHeader second) {
    if (!primaryProven) {
      primaryProven = true;
      context.out.report(new Event.PrimaryProvenFaulty(first, second));
      context.suspect(new Suspicion.PrimaryFaulty("it signed two histories"));
      if (first.header().contradicts(second.header())) {
        context.out.broadcast(new PeerMessage.Misbehavior(first, second));
      }
    }
  }

  private void onProvenBatch(SignedHeader header, String fault) {
    if (!primaryProven) {
      primaryProven = true;
      context.out.report(new Event.BatchProvenFaulty(header, fault));
      context.suspect(new Suspicion.PrimaryFaulty("in its batch " + fault));
    }
  }

  /** R-LOCAL-COMMIT. The certificate's signatures were verified at the door. */
  private void onCommitCertificate(ClientId client, ClientMessage.CommitCertificate message) {
    Vote vote = message.certificate().vote();
    if (context.leads()) {
      context.out.tell(new RoleMessage.FastPathMissed(client));
    }
    if (!vote.view().equals(context.view)) {
      context.ignore(message, "of another view");
    } else if (!vote.slot().isAfter(context.stable)) {
      context.out.tell(new RoleMessage.AnswerAgain(client, message.number()));
    } else if (vote.slot().isAfter(context.accepted())) {
      keepEarly(new EarlyCertificate(client, message.number(), message.certificate()));
    } else if (context.log.contains(vote.slot(), vote.history())) {
      localCommit(client, message.number(), message.certificate());
    } else {
      context.ignore(message, "for another history than this replica's");
      context.suspect(
          new Suspicion.PrimaryFaulty("others voted for another history at " + vote.slot()));
    }
  }

  private void localCommit(ClientId client, long number, Certificate certificate) {
    Vote vote = certificate.vote();
    agreement.acknowledge(certificate);
    agreement.onCertified();
    context.out.reply(
        client, new ReplyMessage.LocalCommit(vote.view(), vote.slot(), vote.history(), number));
  }

  private void keepEarly(EarlyCertificate early) {
    Slot slot = early.certificate().vote().slot();
    holes.mustExist(slot); // certify replicas have accepted it
    if (earlyCertificates.size() < MAX_EARLY_CERTIFICATES) {
      earlyCertificates.put(slot.number(), early);
    }
  }

  private void retryEarlyCertificates(Slot slot) {
    EarlyCertificate early = earlyCertificates.remove(slot.number());
    if (early != null && context.log.contains(slot, early.certificate().vote().history())) {
      localCommit(early.client(), early.number(), early.certificate());
    }
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
    earlyCertificates.headMap(slot.number(), true).clear();
  }

  private void onProven(Slot slot, Digest history) {
    if (slot.isAfter(context.proven)) {
      context.proven = slot;
      context.provenHistory = history;
      if (context.log.contains(slot, history)) {
        agreement.onStable(slot);
      }
      holes.mustExist(slot);
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
      case TimerKey.Hole k -> holes.onTimer(isContentAtHand());
      case TimerKey.VoteExchange(Slot slot) -> agreement.onTimer(slot);
      case TimerKey.RequestPending(var operation) -> requests.onTimer(operation);
      case TimerKey.ClockHold k -> {} // what was held is tried again after every input
    }
  }

  private boolean isContentAtHand() {
    PendingOrders.Pending next = pending.at(context.accepted().next());
    return next != null && next.orderReq() != null;
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
        || !pending.isEmpty()
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
