package io.weevil.testkit.monitor;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.testkit.actors.GroupObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Invariant 4 at the service: the operations that it is given are those of the log, one after the
 * other, from the beginning or from the snapshot that it went back to.
 */
final class ExecutionMonitor implements GroupObserver {

  /** How far a replica's service has come. */
  private static final class Progress {
    /** The log up to the slot before; null when that is not known. */
    private @Nullable Prefix before;

    private Slot slot = Slot.ZERO;

    /** What the slot may hold, by what was executed of it. */
    private List<Prefix> candidates = new ArrayList<>();

    private int executed;

    Progress(@Nullable Prefix before) {
      goOnFrom(before);
    }

    private void goOnFrom(@Nullable Prefix log) {
      before = log;
      slot = log == null ? Slot.ZERO : log.slot();
      candidates = new ArrayList<>();
      executed = 0;
    }
  }

  private final Records records;
  private final Results results;
  private final Map<ReplicaId, Progress> progress = new HashMap<>();

  /** What each snapshot is of; by identity, and only while somebody has it. */
  private final Map<Snapshot, Prefix> snapshots = new WeakHashMap<>();

  ExecutionMonitor(Records records, Results results) {
    this.records = records;
    this.results = results;
  }

  private Progress of(ReplicaId replica) {
    return progress.computeIfAbsent(replica, r -> new Progress(records.histories.empty()));
  }

  @Override
  public void onStarted(ReplicaId replica) {
    progress.put(replica, new Progress(records.histories.empty()));
  }

  @Override
  public void onApplied(
      ReplicaId replica, OperationContext context, Bytes operation, @Nullable Bytes result) {
    Progress at = of(replica);
    ReplicaRecord record = records.of(replica);
    if (!context.slot().equals(at.slot) || at.candidates.isEmpty()) {
      begin(record, at, context.slot());
    }
    at.candidates.removeIf(log -> !isNext(log, at.executed, context, operation));
    preferThoseOf(context.timestamp(), at.candidates);
    if (at.candidates.isEmpty()) {
      records.findings.report(
          Invariant.EXECUTED_IS_ACCEPTED,
          "%s executes operation %d of %s#%d at %s as number %d after %s, which it has not accepted"
              .formatted(
                  replica,
                  context.index(),
                  context.client(),
                  context.number(),
                  context.slot(),
                  at.executed,
                  at.before));
      at.goOnFrom(null);
      return;
    }
    Optional<Bytes> came = Optional.ofNullable(result);
    if (at.before != null || at.candidates.size() == 1) { // what began alike has come to the same
      at.candidates.forEach(log -> results.enter(record, log, at.executed, came));
    } else {
      at.candidates.forEach(log -> results.enterPossible(log, at.executed, came));
    }
    at.executed++;
  }

  /** Each new view may order the same requests once more: then only the time differs. */
  private static void preferThoseOf(Timestamp time, List<Prefix> candidates) {
    if (candidates.stream().anyMatch(log -> isOf(time, log))) {
      candidates.removeIf(log -> !isOf(time, log));
    }
  }

  private static boolean isOf(Timestamp time, Prefix log) {
    return log.batch() != null && log.batch().timestamp().equals(time);
  }

  private static boolean isNext(
      Prefix log, int executed, OperationContext context, Bytes operation) {
    List<Results.Step> steps = Results.steps(log);
    if (executed >= steps.size()) {
      return false;
    }
    Results.Step next = steps.get(executed);
    return next.request().client().equals(context.client())
        && next.request().number() == context.number()
        && next.index() == context.index()
        && next.operation().equals(operation);
  }

  /** The slot before is done with, and another one begins. */
  private void begin(ReplicaRecord record, Progress at, Slot slot) {
    Prefix before = finish(record, at);
    at.goOnFrom(before);
    at.slot = slot;
    while (before != null && before.slot().next().isBefore(slot)) {
      before = emptyAfter(record, before); // a batch without requests leaves no trace
    }
    at.before = before;
    at.candidates =
        new ArrayList<>(
            before != null
                ? record.acceptedAfter(before)
                : record.accepted.getOrDefault(slot, java.util.Set.of()));
  }

  private static @Nullable Prefix emptyAfter(ReplicaRecord record, Prefix before) {
    return record.acceptedAfter(before).stream()
        .filter(log -> Results.steps(log).isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** The log that has been executed to its end; null when it is not known. */
  private @Nullable Prefix finish(ReplicaRecord record, Progress at) {
    if (at.executed == 0) {
      return at.before;
    }
    List<Prefix> complete =
        at.candidates.stream().filter(log -> Results.steps(log).size() == at.executed).toList();
    records.findings.require(
        !complete.isEmpty() || at.candidates.isEmpty(),
        Invariant.EXECUTED_IS_ACCEPTED,
        () -> record + " leaves operations of " + at.slot + " out");
    return complete.size() == 1 ? complete.get(0) : null;
  }

  @Override
  public void onSnapshot(ReplicaId replica, Snapshot snapshot) {
    Progress at = of(replica);
    Prefix log = finish(records.of(replica), at);
    if (log != null) {
      snapshots.put(snapshot, log);
    }
  }

  @Override
  public void onRestored(ReplicaId replica, Snapshot snapshot) {
    of(replica).goOnFrom(snapshots.get(snapshot));
  }
}
