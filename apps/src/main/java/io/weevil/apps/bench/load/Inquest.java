package io.weevil.apps.bench.load;

import io.weevil.actors.client.Answer;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.demo.StateComparison;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Looks, when the load is over, whether all was as it should be. */
final class Inquest {

  private static final Duration CALLS_END = Duration.ofSeconds(60);
  private static final Duration STATES_COMPARE = Duration.ofSeconds(60);
  private static final Duration STATUS = Duration.ofSeconds(1);

  private final Crowd crowd;
  private final int operationBytes;
  private final SortedSet<ReplicaId> living;
  private final List<String> faults = new ArrayList<>();

  /**
   * @param living replicas, whose states must be equal
   */
  Inquest(Crowd crowd, int operationBytes, SortedSet<ReplicaId> living) {
    this.crowd = crowd;
    this.operationBytes = operationBytes;
    this.living = living;
  }

  Ending hold() throws InterruptedException {
    if (!crowd.stop(CALLS_END)) {
      faults.add("calls that had been made did not end");
    }
    long answered = crowd.meter().done().values().stream().mapToLong(Long::longValue).sum();
    long unknown = crowd.meter().unknown();
    StateComparison.Outcome states =
        new StateComparison(crowd::status, crowd::audit, living, STATES_COMPARE).run();
    faults.addAll(states.faults());
    faults.addAll(crowd.history().faults());
    SortedMap<Integer, String> digests = new TreeMap<>();
    states.digests().forEach((id, digest) -> digests.put(id.index(), digest.value().toHex()));
    long audited = audit(answered, unknown);
    return new Ending(
        answered,
        unknown,
        audited,
        crowd.history().checked(),
        view(),
        states.slot().number(),
        digests,
        faults);
  }

  /** Every answered operation must have been executed, once, and no other but unknown ones. */
  private long audit(long answered, long unknown) {
    if (!(crowd.audit().toCompletableFuture().join() instanceof Answer.Done<Bytes> done)) {
      faults.add("the service does not say what it has executed");
      return 0;
    }
    NullService.Account account = NullService.Account.of(done.result());
    long executed = account.operations();
    if (executed < answered || executed > answered + unknown) {
      faults.add(
          "%d operations were answered and %d have an unknown end, but the service counts %d"
              .formatted(answered, unknown, executed));
    }
    if (account.bytes() != executed * operationBytes) {
      faults.add("the service has read " + account.bytes() + " bytes of operations");
    }
    return executed;
  }

  private long view() {
    SortedMap<ReplicaId, StatusReport> reports = crowd.status(STATUS).toCompletableFuture().join();
    return reports.values().stream().mapToLong(report -> report.view().number()).max().orElse(0);
  }
}
