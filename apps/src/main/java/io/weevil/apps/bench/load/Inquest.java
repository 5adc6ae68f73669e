package io.weevil.apps.bench.load;

import io.weevil.actors.client.Answer;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.service.NullService;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Looks, when the load is over, whether all was as it should be. */
final class Inquest {

  private static final Duration CALLS_END = Duration.ofSeconds(60);

  private final Crowd crowd;
  private final Callee callee;
  private final int operationBytes;
  private final List<String> faults = new ArrayList<>();

  Inquest(Crowd crowd, Callee callee, int operationBytes) {
    this.crowd = crowd;
    this.callee = callee;
    this.operationBytes = operationBytes;
  }

  /**
   * @param living servers, whose states must be equal
   */
  Ending hold(SortedSet<ReplicaId> living) throws InterruptedException {
    if (!crowd.stop(CALLS_END)) {
      faults.add("calls that had been made did not end");
    }
    long answered = crowd.meter().done().values().stream().mapToLong(Long::longValue).sum();
    long unknown = crowd.meter().unknown();
    Callee.States states = callee.compare(living);
    faults.addAll(states.faults());
    faults.addAll(crowd.history().faults());
    long executed = audit(answered, unknown);
    return new Ending(
        answered,
        unknown,
        executed,
        crowd.history().checked(),
        states.leader(),
        states.view(),
        states.slot(),
        states.digests(),
        faults);
  }

  private long audit(long answered, long unknown) {
    if (!(callee.audit().toCompletableFuture().join() instanceof Answer.Done<Bytes> done)) {
      faults.add("the service does not say what it has executed");
      return 0;
    }
    NullService.Account account = NullService.Account.of(done.result());
    faults.addAll(faultsOf(account, answered, unknown, operationBytes));
    return account.operations();
  }

  /**
   * What is wrong with an account: every answered operation must have been executed, once, and no
   * other but unknown ones.
   */
  static List<String> faultsOf(
      NullService.Account account, long answered, long unknown, int operationBytes) {
    List<String> faults = new ArrayList<>();
    long executed = account.operations();
    if (executed < answered || executed > answered + unknown) {
      faults.add(
          "%d operations were answered and %d have an unknown end, but the service counts %d"
              .formatted(answered, unknown, executed));
    }
    if (account.bytes() != executed * operationBytes) {
      faults.add("the service has read " + account.bytes() + " bytes of operations");
    }
    return faults;
  }
}
