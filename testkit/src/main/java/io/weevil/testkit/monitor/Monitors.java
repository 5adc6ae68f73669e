package io.weevil.testkit.monitor;

import io.weevil.engine.model.Bytes;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.linearizability.LinearizabilityChecker;
import io.weevil.testkit.linearizability.Model;
import io.weevil.testkit.linearizability.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Watches a group: every {@link Invariant}, in the step in which it is broken. Replicas that were
 * made faulty are held to nothing; with more than f of them nothing is found.
 *
 * <p>They cost about as much as the group itself again.
 */
public final class Monitors {

  private final ActorGroup group;
  private final Findings findings;
  private final Records records;
  private int contradictions;

  private Monitors(ActorGroup group) {
    this.group = group;
    this.findings = new Findings(group);
    this.records = new Records(group, findings);
  }

  /** From now on: call it when the group has been made, before anything is asked of it. */
  public static Monitors watch(ActorGroup group) {
    Monitors monitors = new Monitors(group);
    group.observe(monitors.feed());
    return monitors;
  }

  /** In this order: what is promised is known before what is made of it. */
  private Feed feed() {
    Results results = new Results(records);
    SelectionMonitor selection = new SelectionMonitor(records);
    return new Feed(
        records,
        selection,
        List.of(
            new LogMonitor(records),
            new PromiseMonitor(records),
            new GradeMonitor(records),
            selection,
            new ReportMonitor(records),
            new ExecutionMonitor(records, results),
            new ReadMonitor(records),
            new AnswerMonitor(records, results),
            new SlanderMonitor(findings)));
  }

  /**
   * What is wrong, in the order in which it was found; empty while nothing is. Takes no time: ask
   * after every step.
   */
  public List<Violation> violations() {
    List<String> signed = group.contradictions();
    for (; contradictions < signed.size(); contradictions++) {
      findings.report(Invariant.NO_CONTRADICTION, signed.get(contradictions));
    }
    return findings.violations();
  }

  /**
   * Faults have stopped and nothing more is asked: lets time pass until every call has ended and
   * all running replicas have one log, equal in length but for learners', and finds out whether
   * that takes longer than {@code bound}.
   */
  public List<Violation> atEnd(Duration bound) {
    return atEnd(bound, () -> records.agree() && records.areEven());
  }

  /**
   * The same where nobody promises that logs become equally long without a further call: they agree
   * as far as each goes.
   */
  public List<Violation> atEndOfCalls(Duration bound) {
    return atEnd(bound, records::agree);
  }

  private List<Violation> atEnd(Duration bound, BooleanSupplier logsAreRight) {
    if (!group.runUntil(() -> group.isDone() && logsAreRight.getAsBoolean(), bound)) {
      String waiting =
          group.callers().stream()
              .filter(Caller::isWaiting)
              .map(Caller::name)
              .collect(Collectors.joining(", "));
      String logs =
          records.running().map(r -> r + " at " + r.log).collect(Collectors.joining(", "));
      findings.report(
          Invariant.LIVENESS,
          "%s later %s, and logs are: %s"
              .formatted(
                  bound, waiting.isEmpty() ? "no call waits" : "these wait: " + waiting, logs));
    }
    return violations();
  }

  /**
   * Whether one order explains all calls so far.
   *
   * @param operation reads an operation of the service
   * @param result reads a result of the service
   * @param key which object an operation is for
   */
  public <S, O, R, K> List<Violation> onHistory(
      Model<S, O, R> model,
      Function<Bytes, O> operation,
      Function<Bytes, R> result,
      Function<O, K> key) {
    var history = CallHistory.of(group.callers(), operation, result);
    Verdict<O, R> verdict = LinearizabilityChecker.check(model, history, key);
    if (verdict instanceof Verdict.NotLinearizable<O, R> wrong) {
      findings.report(Invariant.LINEARIZABLE, wrong.toString());
    }
    return violations();
  }
}
