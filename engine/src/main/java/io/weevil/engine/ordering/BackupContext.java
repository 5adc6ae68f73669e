package io.weevil.engine.ordering;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.history.OrderReqArchive;
import io.weevil.engine.history.OrderedLog;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage.Suspect;
import io.weevil.engine.role.Suspicion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a {@link BackupCore} share: one replica's view and log, and where its outputs
 * go.
 */
final class BackupContext {

  final GroupConfiguration group;
  final Quorums quorums;
  final ReplicaId self;
  final ReplicaSigner signer;

  /** Whether a header is signed by its view's primary: it may not have been looked at (R-LATE). */
  final Predicate<SignedHeader> authentic;

  final ReplicaTimers timers;
  final OrderedLog log;
  final OrderReqArchive archive;
  final ClientOrder clients;
  final Outputs out = new Outputs();

  /** Replicas that are proven faulty to anyone, and of what: at most n (R-EVIDENCE). */
  final Map<ReplicaId, String> provenFaulty = new HashMap<>();

  final HeldCertificate certificate = new HeldCertificate();
  final BatchShelf shelf = new BatchShelf();
  final Patience patience = new Patience();

  /** The view that this replica works in, or worked in before it froze: its log's view, lv. */
  View view = View.ZERO;

  /** The view that it is frozen for, null while it is not frozen (R-FROZEN). */
  @Nullable View target;

  /** The last slot of the log that the view began with, |G|, and the history there. */
  Slot installed = Slot.ZERO;

  Digest installedHistory;

  Timestamp now = Timestamp.ZERO;

  /** Whether this replica's state is right, as far as it knows (R-CHECKPOINT). */
  boolean answering = true;

  /** The last slot that is committed here. */
  Slot committed = Slot.ZERO;

  /** When that slot was. */
  Timestamp committedAt = Timestamp.ZERO;

  /** When the primary itself last sent an order for a slot that was not accepted yet. */
  Timestamp orderedAt = Timestamp.ZERO;

  /**
   * The last slot that COMMITs of this view or an older one have committed here: the log of every
   * later view contains it. Of what only a checkpoint's proof shows, nobody knows in which view it
   * was committed.
   */
  Slot committedInView = Slot.ZERO;

  /** The last slot handed to the executor. */
  Slot dispatched = Slot.ZERO;

  /**
   * Whether the executor is about to replace its state by a fetched one (R-STATE). Until then
   * nothing becomes stable: the log has to reach down to that state, or what extends it is lost.
   */
  boolean restoring;

  /**
   * Up to here nothing is voted for in this view: votes for another branch may have been
   * (R-CHECKPOINT).
   */
  Slot silentUpTo = Slot.ZERO;

  /** The newest proof of a checkpoint, null before the first. */
  @Nullable StableProof proof;

  /** As told by the executor; at most what was handed to it of this log. */
  Slot executed = Slot.ZERO;

  /** This replica's own stable checkpoint. */
  Slot stable = Slot.ZERO;

  /**
   * The highest checkpoint that the group has proven, and its history; at least {@link #stable}.
   */
  Slot proven = Slot.ZERO;

  Digest provenHistory;

  BackupContext(
      GroupConfiguration group,
      ReplicaSigner signer,
      Predicate<SignedHeader> authentic,
      ReplicaTimers timers) {
    this.group = group;
    this.quorums = group.quorums();
    this.self = signer.self();
    this.signer = signer;
    this.authentic = authentic;
    this.timers = timers;
    this.provenHistory = group.digest();
    this.installedHistory = provenHistory;
    this.log = new OrderedLog(provenHistory);
    this.archive =
        new OrderReqArchive(
            timers.archiveSlots(),
            timers.archiveBytes(),
            new BatchCodec(group.limits(), group.n())::decode);
    this.clients = new ClientOrder(group.limits().maxClients());
  }

  Slot accepted() {
    return log.last();
  }

  ReplicaId primary() {
    return view.primary(quorums.n());
  }

  /** Whether this node orders in its view. A learner orders nothing (R-LEARN). */
  boolean leads() {
    return isPrimary() && !isLearner();
  }

  /** Whether this node is the primary of its view, and nobody else would be asked. */
  boolean isPrimary() {
    return primary().equals(self);
  }

  /**
   * The last slot that may be accepted: a window beyond what is known to be stable. A proven
   * checkpoint that this replica has not reached yet counts, or it could never catch up with it.
   * But the rest waits while the executor has enough to do, or log and executor would fill without
   * end where the service is slower than the group.
   */
  Slot windowEnd() {
    Slot end = Slot.max(stable, proven).plus(group.limits().window());
    return isHeldBack() ? Slot.min(end, accepted()) : end;
  }

  /**
   * Whether the executor has enough to do: it gets no more, and no more is accepted, until then.
   */
  boolean isHeldBack() {
    int most = Limits.EXECUTION_WINDOWS * group.limits().window();
    return !dispatched.isBefore(executed.plus(most));
  }

  /** The group has proven this checkpoint; returns whether it is the highest so far. */
  boolean raiseProven(Slot slot, Digest history) {
    if (!slot.isAfter(proven)) {
      return false;
    }
    proven = slot;
    provenHistory = history;
    return true;
  }

  boolean isCheckpoint(Slot slot) {
    return slot.isMultipleOf(group.limits().checkpointInterval());
  }

  /** A configured time-out, as long as today asks for (R-SUSPECT). */
  Duration timeout(Duration configured) {
    return patience.of(configured, now);
  }

  /**
   * Whether the group, though late with one thing, gets others done: that is borne for as long as
   * time-outs ever stretch (R-SUSPECT).
   *
   * @param first when the wait began
   * @param since when its timer was last started
   * @param configured the time-out that it is about
   */
  boolean isBorne(Timestamp first, Timestamp since, Duration configured) {
    return committedAt.isAfter(since) && now.since(first).compareTo(patience.most(configured)) < 0;
  }

  /**
   * The same of the primary, which must have ordered something, too, or been unable to. What the
   * others still commit of its older orders is no sign of it: they do that for a dead one, too.
   */
  boolean isPrimaryBorne(Timestamp first, Timestamp since, Duration configured) {
    boolean orders = orderedAt.isAfter(since) || accepted().equals(windowEnd());
    return orders && isBorne(first, since, configured);
  }

  /**
   * Whether the log is what this view began with, and nothing else: what its primary goes on from.
   */
  boolean isLogOfView() {
    return accepted().equals(installed) && log.lastHistory().equals(installedHistory);
  }

  /** Whether this replica only follows, and promises nothing (R-LEARN). */
  boolean isLearner() {
    return signer.isLearner();
  }

  boolean isFrozen() {
    return target != null;
  }

  /** The view that it works in, or is frozen for. */
  View aim() {
    return target == null ? view : target;
  }

  /**
   * What this replica shows when it leaves its view (R-VIEW-CHANGE). A log that does not contain
   * the newest proven checkpoint counts as empty above it.
   */
  LogReport report() {
    Slot base = proof == null ? Slot.ZERO : proof.slot();
    Digest history = proof == null ? group.digest() : proof.history();
    boolean reaches = log.contains(base, history);
    return new LogReport(
        proof,
        view,
        reaches ? HeldCertificate.batches(log, base, log.last()) : List.of(),
        certificate.above(base, history, log));
  }

  /** A batch that is known here, in the log or out of it; null where it is not. */
  @Nullable Batch batch(Digest digest) {
    for (LogEntry e = log.entry(log.base().next()); e != null; e = log.entry(e.slot().next())) {
      if (e.batch().digest().equals(digest)) {
        return e.batch();
      }
    }
    Batch kept = shelf.find(digest);
    return kept != null ? kept : archive.batch(digest);
  }

  /**
   * A primary does not suspect itself: the others will, if there is cause. Nor is it blamed for
   * what waits for this replica only.
   */
  void suspect(Suspicion cause) {
    if (!leads() && !isOwnDelay(cause)) {
      out.tell(new Suspect(view, cause));
    }
  }

  private boolean isOwnDelay(Suspicion cause) {
    return switch (cause) {
      case Suspicion.SlotNotCommitted(Slot slot) -> !slot.isAfter(proven); // the group has done it
      case Suspicion.RequestTimedOut r -> isHeldBack();
      case Suspicion.HoleNotFilled h -> isHeldBack();
      case Suspicion.ViewNotStarted v -> false;
      case Suspicion.PrimaryFaulty f -> false;
      case Suspicion.OtherHistory h -> false;
    };
  }

  void ignore(WireMessage message, String reason) {
    out.ignore("backup", message, reason);
  }
}
