package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What this replica does for those that lack something (R-HOLE, R-STATUS). */
final class PeerService {

  /** Bytes of batches that a peer is sent again in a status period. */
  static final long MAX_SENT_BYTES = 16L << 20;

  /**
   * Status periods in which a replica with nothing to say says nothing. Whoever was cut off while
   * the last slots were ordered learns of them by the next STATUS, though nobody calls any more.
   */
  static final int QUIET_PERIODS = 10;

  private final BackupContext context;
  private final Agreement agreement;
  private final HoleWatch holes;
  private final PrimaryProofs proofs;

  /** By replica: the bytes of batches sent to it, or asked for in vain, this period. */
  private final long[] sent;

  /** By replica: the last accepted slot it claimed; zero before. */
  private final long[] claimed;

  /** The slot that {@code weak} replicas claimed to have accepted, at the last status period. */
  private Slot claimedByWeak = Slot.ZERO;

  /** Whether a peer is on its way to a later view: it sends what this replica lacks for it. */
  private boolean isBehind;

  /** What this replica had accepted at the last status period. */
  private Slot acceptedBefore = Slot.ZERO;

  /** Status periods since it last said something. */
  private int quiet;

  PeerService(BackupContext context, Agreement agreement, HoleWatch holes, PrimaryProofs proofs) {
    this.context = context;
    this.agreement = agreement;
    this.holes = holes;
    this.proofs = proofs;
    this.sent = new long[context.quorums.n()];
    this.claimed = new long[context.quorums.n()];
  }

  /** R-HOLE: the ORDER-REQs that are known here, as their primary signed them. */
  void onFillHole(ReplicaId sender, FillHole hole) {
    Slot last = Slot.min(hole.to(), context.accepted());
    Slot slot = hole.from();
    for (int i = 0; i < HoleWatch.CHUNK && !slot.isAfter(last); i++) {
      LogEntry entry = entryAt(slot);
      SignedHeader header = entry == null ? null : entry.headerOf(hole.view());
      if (entry != null
          && header != null
          && proofs.isAuthentic(header)
          && maySend(sender, entry.batch())) {
        context.out.send(sender, new OrderReq(header, entry.batch()));
      }
      slot = slot.next();
    }
  }

  /** A FILL-HOLE is small and its answer large: what one peer gets a period is bounded. */
  private boolean maySend(ReplicaId peer, Batch batch) {
    sent[peer.index()] += batch.encoded().size();
    return sent[peer.index()] <= MAX_SENT_BYTES;
  }

  private @Nullable LogEntry entryAt(Slot slot) {
    LogEntry entry = context.log.entry(slot);
    return entry != null ? entry : context.archive.entry(slot);
  }

  /** R-HOLE: a batch of a new view's log, by its digest. */
  void onFetch(ReplicaId sender, Fetch fetch) {
    Batch batch = context.batch(fetch.batch());
    if (batch == null) {
      context.ignore(fetch, "unknown here");
    } else if (maySend(sender, batch)) {
      context.out.send(sender, new Fetched(batch));
    }
  }

  /**
   * Somebody works in a view, or is on its way to one, that this replica may have heard nothing of.
   */
  void onLaterView(View view) {
    isBehind |= view.compareTo(context.aim()) > 0;
  }

  /** R-STATUS: a peer that lacks something gets it, this replica's own messages included. */
  void onStatus(ReplicaId sender, Status status) {
    onLaterView(status.target());
    if (!status.view().equals(context.view)) {
      context.ignore(status, "of another view");
      return;
    }
    long before = claimed[sender.index()];
    claimed[sender.index()] = status.accepted().number();
    boolean stuck = before == status.accepted().number();
    if (stuck && status.accepted().isBefore(context.accepted())) {
      Slot next = status.accepted().next();
      onFillHole(sender, new FillHole(context.view, next, next.plus(HoleWatch.CHUNK - 1)));
    }
    agreement.resendTo(sender, status.accepted(), status.committed());
  }

  /** The slow timer of R-STATUS. */
  void onStatusPeriod(boolean unfinished) {
    Arrays.fill(sent, 0);
    holes.onStatusPeriod();
    if (acceptedBefore.isAfter(context.committed) && !context.isFrozen()) {
      agreement.exchange(context.accepted()); // R-EXCHANGE-3: a period has passed without commit
    }
    acceptedBefore = context.accepted();
    if (claimedByWeak.isAfter(context.accepted()) && !context.isFrozen()) {
      holes.wasMissed(Slot.min(claimedByWeak, context.windowEnd()));
    }
    claimedByWeak = claimedByWeak();
    quiet++;
    boolean due = quiet >= QUIET_PERIODS;
    if (due || unfinished || isBehind || acceptedBefore.isAfter(context.committed)) {
      isBehind = false;
      sayStatus();
    }
  }

  /** A slot that at least one correct replica has accepted. */
  private Slot claimedByWeak() {
    long[] sorted = claimed.clone();
    Arrays.sort(sorted);
    return new Slot(sorted[sorted.length - context.quorums.weak()]);
  }

  void sayStatus() {
    quiet = 0;
    context.out.broadcast(
        new Status(
            context.view,
            context.aim(),
            context.stable,
            context.accepted(),
            context.committed,
            context.executed));
  }

  /**
   * How this replica is, for a client that asks.
   *
   * @param state the digest of its own state at {@code checkpoint}
   */
  StatusReport report(long nonce, Slot checkpoint, Digest state) {
    return new StatusReport(
        nonce,
        context.view,
        track(),
        context.stable,
        context.committed,
        context.executed,
        context.accepted(),
        checkpoint,
        state,
        health());
  }

  /** What lasts longest first: whoever waits for it to pass should know. */
  private Health health() {
    if (context.isLearner()) {
      return Health.LEARNER;
    }
    if (!context.answering) {
      return Health.DIVERGED;
    }
    return context.isFrozen() ? Health.BETWEEN_VIEWS : Health.WELL;
  }

  Track track() {
    LogEntry last = context.log.entry(context.accepted());
    return last == null ? Track.SPECULATIVE : last.track();
  }
}
