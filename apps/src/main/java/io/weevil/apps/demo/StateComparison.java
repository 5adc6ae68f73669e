package io.weevil.apps.demo;

import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compares the replicas' states at one slot. A replica digests its state at checkpoints only, so
 * slots are filled with ordered reads until every replica has digested one that covers the whole
 * workload.
 */
public final class StateComparison {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int READS_AT_ONCE = 4;
  private static final KeyValueOperation FILLER = new KeyValueOperation.Get("demo/filler");

  /**
   * @param digests at one slot, of every replica that has one there
   * @param faults empty when every replica has, and all are equal
   */
  public record Outcome(Slot slot, SortedMap<ReplicaId, Digest> digests, List<String> faults) {}

  private final Function<Duration, CompletionStage<SortedMap<ReplicaId, StatusReport>>> status;
  private final Supplier<? extends CompletionStage<?>> filler;
  private final SortedSet<ReplicaId> replicas;
  private final long deadline;

  /**
   * @param replicas whose states must be equal
   * @param limit how long it may take until all have digested theirs
   */
  public StateComparison(KeyValueClient client, SortedSet<ReplicaId> replicas, Duration limit) {
    this(client::status, () -> client.askOrdered(FILLER), replicas, limit);
  }

  /**
   * Compares the states of any service.
   *
   * @param status asks every replica how it is, and waits so long for answers
   * @param filler has an operation ordered that changes nothing
   * @param replicas whose states must be equal
   * @param limit how long it may take until all have digested theirs
   */
  public StateComparison(
      Function<Duration, CompletionStage<SortedMap<ReplicaId, StatusReport>>> status,
      Supplier<? extends CompletionStage<?>> filler,
      SortedSet<ReplicaId> replicas,
      Duration limit) {
    this.status = status;
    this.filler = filler;
    this.replicas = replicas;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  public Outcome run() {
    SortedMap<ReplicaId, StatusReport> reports = answers(status.apply(PATIENCE));
    Slot workload = lastExecuted(reports);
    while (judge(reports, workload, replicas).digests().size() < replicas.size()
        && System.nanoTime() < deadline) {
      CompletionStage<SortedMap<ReplicaId, StatusReport>> asked = status.apply(PATIENCE);
      // Beyond the workload's end nothing more is ordered: those that are behind can then catch up.
      if (lastDigested(reports).isBefore(workload)) {
        fillSlotsUntil(asked);
      }
      reports = answers(asked);
    }
    return judge(reports, workload, replicas);
  }

  private SortedMap<ReplicaId, StatusReport> answers(
      CompletionStage<SortedMap<ReplicaId, StatusReport>> status) {
    SortedMap<ReplicaId, StatusReport> all = new TreeMap<>(status.toCompletableFuture().join());
    all.keySet().retainAll(replicas);
    return all;
  }

  private void fillSlotsUntil(CompletionStage<?> end) {
    do {
      List<CompletionStage<?>> reads = new ArrayList<>();
      for (int i = 0; i < READS_AT_ONCE; i++) {
        reads.add(filler.get());
      }
      reads.forEach(read -> read.toCompletableFuture().join());
    } while (!end.toCompletableFuture().isDone() && System.nanoTime() < deadline);
  }

  private static Slot lastDigested(SortedMap<ReplicaId, StatusReport> reports) {
    return reports.values().stream().map(StatusReport::checkpoint).reduce(Slot.ZERO, Slot::max);
  }

  private static Slot lastExecuted(SortedMap<ReplicaId, StatusReport> reports) {
    return reports.values().stream().map(StatusReport::executed).reduce(Slot.ZERO, Slot::max);
  }

  private boolean allDigested(SortedMap<ReplicaId, StatusReport> reports, Slot workload) {
    return judge(reports, workload, replicas).digests().size() == replicas.size();
  }

  /**
   * Whether all of {@code replicas} have one digest at one slot that is not before the workload's
   * end.
   */
  static Outcome judge(
      SortedMap<ReplicaId, StatusReport> reports, Slot workload, SortedSet<ReplicaId> replicas) {
    Slot latest = lastDigested(reports);
    SortedMap<ReplicaId, Digest> digests = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (ReplicaId replica : replicas) {
      StatusReport report = reports.get(replica);
      if (report == null) {
        faults.add("replica " + replica.index() + " does not say how it is");
      } else if (!report.checkpoint().equals(latest) || latest.isBefore(workload)) {
        faults.add(behind(replica, report, latest, workload));
      } else {
        digests.put(replica, report.checkpointState());
      }
    }
    Set<Digest> different = new HashSet<>(digests.values());
    if (different.size() > 1) {
      faults.add("the replicas' states at slot " + latest.number() + " differ: " + digests);
    }
    return new Outcome(latest, digests, faults);
  }

  private static String behind(ReplicaId replica, StatusReport report, Slot latest, Slot workload) {
    return "replica "
        + replica.index()
        + " has digested its state at slot "
        + report.checkpoint().number()
        + " only; the others at "
        + latest.number()
        + ", and the workload ended at "
        + workload.number();
  }
}
