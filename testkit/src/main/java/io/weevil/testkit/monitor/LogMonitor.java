package io.weevil.testkit.monitor;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.actors.GroupObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the logs of correct replicas grow and are replaced, and what they vote for. */
final class LogMonitor implements GroupObserver {

  private final Records records;
  private final Findings findings;

  LogMonitor(Records records) {
    this.records = records;
    this.findings = records.findings;
  }

  @Override
  public void onStarted(ReplicaId replica) {
    records.of(replica).restart(records.histories.empty());
  }

  @Override
  public void onEvent(ReplicaId replica, Event event) {
    if (event instanceof Event.ViewLeft(View left, View target)) {
      records.of(replica).leaveFor(target);
    } else if (event instanceof Event.StateInstalled(Slot slot, Digest state)) {
      onStateInstalled(records.of(replica), slot);
    } else if (event instanceof Event.Learning) {
      records.of(replica).learner = true;
    }
  }

  /** R-STATE: slots above it that extend it stay. */
  private void onStateInstalled(ReplicaRecord record, Slot slot) {
    Prefix stable = records.stableAt(slot);
    if (stable != null && (record.log == null || record.log.lacks(slot, stable.history()))) {
      record.growTo(stable);
    }
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    ReplicaRecord record = records.of(replica);
    switch (promise) {
      case Promise.Accepted accepted -> onAccepted(record, accepted);
      case Promise.LogInstalled installed -> onInstalled(record, installed);
      default -> {}
    }
  }

  private void onAccepted(ReplicaRecord record, Promise.Accepted accepted) {
    OrderHeader header = accepted.header().header();
    findings.require(
        !record.isFrozen(),
        Invariant.FROZEN,
        () -> record + " is frozen for " + record.target + " and accepts " + header);
    findings.require(
        header.view().equals(record.view),
        Invariant.LOG_GROWS_IN_ORDER,
        () -> record + " is in " + record.view + " and accepts " + header);
    findings.require(
        !header.slot().isAfter(records.windowEnd()),
        Invariant.LOG_GROWS_IN_ORDER,
        () -> record + " accepts " + header + " beyond " + records.windowEnd());
    grow(record, header, accepted.batch());
    vote(record, accepted.vote(), header.slot(), header.slot());
  }

  /** R-ACCEPT-2, R-ACCEPT-3, R-ACCEPT-5. */
  private void grow(ReplicaRecord record, OrderHeader header, Batch batch) {
    Prefix before = groundOf(record, header);
    if (before == null) {
      record.log = records.histories.find(header.history());
      findings.report(
          Invariant.LOG_GROWS_IN_ORDER,
          record + " accepts " + header + ", which does not go on from its log");
      return;
    }
    Batch last = before.batch();
    findings.require(
        last == null || !batch.timestamp().isBefore(last.timestamp()),
        Invariant.LOG_GROWS_IN_ORDER,
        () -> record + " accepts " + header + ", whose time is before that of the batch before");
    record.growTo(records.histories.extend(before, batch));
  }

  /** The log that a header goes on from: the replica's, or one whose state it has fetched. */
  private @Nullable Prefix groundOf(ReplicaRecord record, OrderHeader header) {
    Slot slot = new Slot(header.slot().number() - 1);
    Prefix stable = records.stableAt(slot);
    if (leadsTo(record.log, header)) {
      return record.log;
    }
    return leadsTo(stable, header) ? stable : null;
  }

  private static boolean leadsTo(@Nullable Prefix log, OrderHeader header) {
    return log != null
        && log.slot().next().equals(header.slot())
        && Digests.chain(log.history(), header.slot(), header.batch()).equals(header.history());
  }

  private void onInstalled(ReplicaRecord record, Promise.LogInstalled promise) {
    View view = promise.view();
    findings.require(
        view.compareTo(record.view) > 0,
        Invariant.LOG_GROWS_IN_ORDER,
        () -> record + " is in " + record.view + " and installs the log of " + view);
    record.view = view;
    record.target = null;
    record.log = replaced(record, promise);
    SignedVote vote = promise.vote();
    if (vote != null) {
      Slot end = vote.vote().slot();
      record.installed.put(view, end);
      vote(record, vote, end, end);
    }
    if (record.log != null) {
      records.commits.onBegun(view, record.log);
    }
  }

  /** The log goes on from its own beginning, or from a state that has come and is told of later. */
  private @Nullable Prefix replaced(ReplicaRecord record, Promise.LogInstalled promise) {
    Prefix own = record.log == null ? null : record.log.upTo(promise.common());
    Prefix stable = records.stableAt(promise.common());
    SignedVote vote = promise.vote();
    if (own != null && (vote == null || leadsTo(own, promise.batches(), vote))) {
      return extend(record, own, promise.batches());
    }
    if (stable != null && (vote == null || leadsTo(stable, promise.batches(), vote))) {
      return extend(record, stable, promise.batches());
    }
    if (own != null || stable != null) {
      records.findings.report(
          Invariant.VOTES, record + " votes for another log than it installs: " + vote);
    }
    return own == null ? stable : own;
  }

  private static boolean leadsTo(Prefix log, List<Batch> batches, SignedVote vote) {
    Slot end = vote.vote().slot();
    if (!end.isAfter(log.slot())) {
      return !log.lacks(end, vote.vote().history());
    }
    Slot slot = log.slot();
    Digest history = log.history();
    for (Batch batch : batches) {
      slot = slot.next();
      history = Digests.chain(history, slot, batch.digest());
      if (slot.equals(end)) {
        return history.equals(vote.vote().history());
      }
    }
    return false;
  }

  private Prefix extend(ReplicaRecord record, Prefix log, List<Batch> batches) {
    Prefix at = log;
    for (Batch batch : batches) {
      at = records.histories.extend(at, batch);
      record.growTo(at);
    }
    return at;
  }

  /** R-VOTE. */
  private void vote(ReplicaRecord record, @Nullable SignedVote signed, Slot wanted, Slot last) {
    if (signed == null) {
      return;
    }
    View view = signed.vote().view();
    Slot slot = signed.vote().slot();
    Digest history = signed.vote().history();
    Slot floor = record.installed.getOrDefault(record.view, Slot.ZERO);
    Digest before = record.votes.putIfAbsent(new ReplicaRecord.Place(view, slot), history);
    boolean right =
        view.equals(record.view)
            && slot.equals(wanted)
            && !slot.isBefore(floor)
            && signed.voter().equals(record.replica)
            && (record.log == null || !record.log.lacks(slot, history));
    findings.require(
        right,
        Invariant.VOTES,
        () ->
            record
                + " has installed "
                + record.view
                + " to "
                + floor
                + " and votes "
                + signed.vote());
    findings.require(
        before == null || before.equals(history),
        Invariant.NO_CONTRADICTION,
        () -> record + " votes twice for " + slot + " of " + view);
    Prefix log = records.histories.find(history);
    if (log != null) {
      records.commits.onVoted(record.replica, view, log);
    }
  }
}
