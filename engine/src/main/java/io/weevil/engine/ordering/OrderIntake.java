package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From an ORDER-REQ that arrives to a log that has grown by it (R-ACCEPT). */
final class OrderIntake {

  private final BackupContext context;
  private final Acceptance acceptance;
  private final PendingOrders pending = new PendingOrders();
  private final HoleWatch holes;
  private final Agreement agreement;
  private final RequestWatch requests;
  private final PrimaryProofs proofs;
  private final LocalCommits localCommits;

  OrderIntake(
      BackupContext context,
      HoleWatch holes,
      Agreement agreement,
      RequestWatch requests,
      PrimaryProofs proofs,
      LocalCommits localCommits) {
    this.context = context;
    this.acceptance = new Acceptance(context);
    this.holes = holes;
    this.agreement = agreement;
    this.requests = requests;
    this.proofs = proofs;
    this.localCommits = localCommits;
  }

  /** One whose header is authentic and whose requests this replica vouches for. */
  void onOrderReq(ReplicaId sender, OrderReq orderReq) {
    boolean isNew = orderReq.header().header().slot().isAfter(context.accepted());
    if (isNew && sender.equals(context.primary())) {
      context.orderedAt = context.now;
    }
    keep(orderReq, true);
  }

  void onFaultyBatch(RoleMessage.FaultyBatch faulty) {
    OrderReq orderReq = faulty.verified().message();
    SignedHeader header = orderReq.header();
    boolean itsOwn = orderReq.batch().digest().equals(header.header().batch());
    if (faulty.provable() && itsOwn && proofs.isOfThisView(header)) {
      proofs.onFaultyBatch(header, faulty.fault());
    } else {
      keep(orderReq, false); // waits until a commit vouches for it, or for its right bytes
    }
  }

  private void keep(OrderReq orderReq, boolean vouched) {
    SignedHeader header = orderReq.header();
    Slot slot = header.header().slot();
    if (!proofs.isOfThisView(header)) { // R-ACCEPT-1
      context.ignore(orderReq, "of another view");
    } else if (!slot.isAfter(context.accepted())) { // R-ACCEPT-2
      onRepeated(orderReq);
    } else if (slot.isAfter(context.windowEnd())) { // R-ACCEPT-2
      holes.isFar(slot);
      context.ignore(orderReq, "beyond the window");
    } else {
      SignedHeader contradicted = pending.keep(orderReq, vouched);
      if (contradicted != null) {
        proofs.onContradiction(contradicted, header);
      }
    }
  }

  private void onRepeated(OrderReq orderReq) {
    LogEntry entry = context.log.entry(orderReq.header().header().slot());
    SignedHeader known = entry == null ? null : entry.headerOf(context.view);
    if (known != null && known.header().contradicts(orderReq.header().header())) {
      proofs.onContradiction(known, orderReq.header());
    } else {
      context.ignore(orderReq, "accepted before");
    }
  }

  /** After every input: accepts what has become acceptable. */
  void acceptAll() {
    if (context.isFrozen()) { // R-FROZEN
      return;
    }
    boolean grown = false;
    while (acceptNext()) {
      grown = true;
    }
    if (grown) {
      holes.onProgress();
    }
    Slot next = context.accepted().next();
    if (pending.lacksContent(next)) {
      holes.wasMissed(Slot.max(next, pending.highest())); // R-HOLE: authentic headers name these
    }
    holes.onWindow();
  }

  /**
   * The log goes on from a fetched state.
   *
   * @param otherBranch whether it was another branch before: what waited may have gone on from that
   *     one, and comes again where it is needed
   */
  void onRestored(boolean otherBranch) {
    if (otherBranch) {
      pending.dropAll();
    }
    pending.dropUpTo(context.accepted());
    holes.onRestored();
  }

  /** The first slot above the log whose bytes have not come. */
  Slot firstLacking() {
    Slot slot = context.accepted().next();
    while (pending.content(slot) != null) {
      slot = slot.next();
    }
    return slot;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  private boolean acceptNext() {
    Slot next = context.accepted().next();
    OrderReq orderReq = pending.content(next);
    if (orderReq == null || next.isAfter(context.windowEnd())) {
      return false;
    }
    if (!pending.isVouched(next) && !isCommittedElsewhere(next)) {
      return false; // R-ACCEPT-4: a MAC that is wrong here may be right elsewhere
    }
    return switch (acceptance.judge(orderReq)) {
      case Acceptance.Verdict.Acceptable(Digest history) -> accept(orderReq, history);
      case Acceptance.Verdict.Early(Digest history, Duration by) -> hold(orderReq, history, by);
      case Acceptance.Verdict.Forked f -> refuseFork(orderReq);
      case Acceptance.Verdict.Faulty(String fault) -> refuse(orderReq, fault);
    };
  }

  /** Only the digest counts for what is committed: not our MAC, not our clock. */
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
    SignedVote vote = voteFor(slot, history);
    LogEntry entry = LogEntry.accepted(orderReq.header(), history, orderReq.batch(), vote);
    context.out.persist( // R-DURABLE
        new Promise.Accepted(orderReq.header(), entry.batch(), vote));
    context.log.append(entry);
    pending.dropUpTo(slot);
    context.clients.take(slot, entry.batch());
    requests.onAccepted(entry);
    agreement.onAccepted(entry);
    localCommits.onAccepted();
    return true;
  }

  /** R-VOTE; none where another history may have been voted for (R-CHECKPOINT). */
  private @Nullable SignedVote voteFor(Slot slot, Digest history) {
    return slot.isAfter(context.silentUpTo) && !context.isLearner()
        ? context.signer.vote(new Vote(context.view, slot, history))
        : null;
  }

  /** R-ACCEPT-5. The status period tries again at the latest, so no timer need be longer. */
  private boolean hold(OrderReq orderReq, Digest history, Duration by) {
    if (isCommittedElsewhere(orderReq.header().header().slot())) {
      return accept(orderReq, history);
    }
    Duration longest = context.timers.statusPeriod();
    context.out.startTimer(new TimerKey.ClockHold(), by.compareTo(longest) < 0 ? by : longest);
    return false;
  }

  /** R-ACCEPT-3. It makes room for the slot that extends our log, which peers may have. */
  private boolean refuseFork(OrderReq orderReq) {
    pending.drop(orderReq.header().header().slot());
    LogEntry last = context.log.entry(context.accepted());
    SignedHeader before = last == null ? null : last.headerOf(context.view);
    if (before != null) {
      proofs.onFork(before, orderReq.header());
    } else if (context.isLogOfView()) {
      proofs.onFaultyBatch(orderReq.header(), "its history does not extend the log");
    } else {
      proofs.onOtherHistory(orderReq.header().header().slot());
    }
    return false;
  }

  private boolean refuse(OrderReq orderReq, String fault) {
    pending.drop(orderReq.header().header().slot());
    proofs.onFaultyBatch(orderReq.header(), fault);
    return false;
  }
}
