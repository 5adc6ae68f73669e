package io.weevil.testkit.monitor;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What came of the operations of each log, as correct replicas executed them. */
final class Results {

  /** An operation of a batch, by its place in it. */
  record Step(Request request, int index) {
    Bytes operation() {
      return request.operations().get(index);
    }
  }

  /** What one operation came to. */
  private record Outcome(int place, Optional<Bytes> result) {}

  /**
   * @param results of executions that were of this log for certain, by place
   * @param possible outcomes of executions that were of this log or of another with the same batch
   */
  private record Run(Prefix log, Map<Integer, Optional<Bytes>> results, Set<Outcome> possible) {
    Run(Prefix log) {
      this(log, new HashMap<>(), new HashSet<>());
    }
  }

  private final Records records;
  private final Map<Digest, Run> runs = new HashMap<>();

  Results(Records records) {
    this.records = records;
  }

  /** The operations of the log's last slot, in order. */
  static List<Step> steps(Prefix log) {
    List<Step> steps = new ArrayList<>();
    if (log.batch() != null) {
      for (Request request : log.batch().requests()) {
        for (int i = 0; i < request.operations().size(); i++) {
          steps.add(new Step(request, i));
        }
      }
    }
    return steps;
  }

  /**
   * Invariant 6: the same operation after the same history has the same result everywhere.
   *
   * @param place of the operation in its batch
   * @param result none when the service threw
   */
  void enter(ReplicaRecord record, Prefix log, int place, Optional<Bytes> result) {
    Run run = runs.computeIfAbsent(log.history(), h -> new Run(log));
    Optional<Bytes> before = run.results().putIfAbsent(place, result);
    records.findings.require(
        before == null || before.equals(result),
        Invariant.EQUAL_STATES,
        () ->
            "%s executes operation %d of %s to %s, and another replica to %s"
                .formatted(
                    record, place, log, text(result), text(before == null ? result : before)));
    if (runs.size() > 16_384) {
      runs.values().removeIf(r -> r.log().slot().isBefore(records.histories.forgotten()));
    }
  }

  /**
   * The same where it is not known which of several logs was executed: it went back to a snapshot,
   * and more than one holds this batch at this slot.
   */
  void enterPossible(Prefix log, int place, Optional<Bytes> result) {
    runs.computeIfAbsent(log.history(), h -> new Run(log))
        .possible()
        .add(new Outcome(place, result));
  }

  private static String text(Optional<Bytes> result) {
    return result.map(Bytes::toUtf8).orElse("a failure");
  }

  /** Whether some replica has, or may have, executed this operation in the log's last slot so. */
  boolean contain(Prefix log, Bytes operation, Optional<Bytes> result) {
    Run run = runs.get(log.history());
    if (run == null) {
      return false;
    }
    List<Step> steps = steps(log);
    Stream<Outcome> certain =
        run.results().entrySet().stream().map(e -> new Outcome(e.getKey(), e.getValue()));
    return Stream.concat(certain, run.possible().stream())
        .anyMatch(
            outcome ->
                steps.get(outcome.place()).operation().equals(operation)
                    && outcome.result().equals(result));
  }
}
