package io.weevil.testkit.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a failing plan smaller while it fails in the same way: fewer incidents, shorter and simpler
 * ones, fewer callers (after Zeller and Hildebrandt, <i>Simplifying and Isolating Failure-Inducing
 * Input</i>, 2002). What it finds is a local minimum.
 */
public final class Minimiser {

  private final Function<Plan, Outcome> run;
  private final Outcome first;
  private Outcome smallest;
  private int runs;
  private final int mostRuns;

  private Minimiser(Outcome failed, Function<Plan, Outcome> run, int mostRuns) {
    this.first = failed;
    this.smallest = failed;
    this.run = run;
    this.mostRuns = mostRuns;
  }

  /**
   * @param failed an outcome with a violation
   * @param mostRuns how many plans may be tried
   * @return of the smallest plan that was found
   */
  public static Outcome minimise(Outcome failed, int mostRuns) {
    return minimise(failed, Run::of, mostRuns);
  }

  static Outcome minimise(Outcome failed, Function<Plan, Outcome> run, int mostRuns) {
    if (failed.isGood()) {
      throw new IllegalArgumentException("seed " + failed.plan().seed() + " has not failed");
    }
    Minimiser minimiser = new Minimiser(failed, run, mostRuns);
    minimiser.dropIncidents();
    minimiser.shortenIncidents();
    minimiser.simplifyIncidents();
    minimiser.shrinkLoad();
    minimiser.endSooner();
    return minimiser.smallest;
  }

  /** Whether the plan fails too; it is then the smallest. */
  private boolean stillFails(Plan plan) {
    if (runs++ >= mostRuns) {
      return false;
    }
    Outcome outcome = run.apply(plan);
    boolean same = failsAlike(outcome);
    if (same) {
      smallest = outcome;
    }
    return same;
  }

  private boolean failsAlike(Outcome outcome) {
    return !outcome.isGood()
        && outcome.violations().get(0).invariant() == first.violations().get(0).invariant();
  }

  /** Halves, then quarters, down to single ones. */
  private void dropIncidents() {
    int size = Math.max(1, incidents().size() / 2);
    while (size >= 1 && !incidents().isEmpty()) {
      boolean dropped = false;
      for (int from = 0; from < incidents().size(); from += dropped ? 0 : size) {
        dropped = stillFails(smallest.plan().with(without(from, size)));
      }
      size = size == 1 ? 0 : size / 2;
    }
  }

  private List<Incident> incidents() {
    return smallest.plan().incidents();
  }

  private List<Incident> without(int from, int size) {
    List<Incident> rest = new ArrayList<>(incidents());
    rest.subList(from, Math.min(rest.size(), from + size)).clear();
    return rest;
  }

  private void shortenIncidents() {
    for (int i = 0; i < incidents().size(); i++) {
      int index = i;
      while (half(incidents().get(i))
          .filter(shorter -> stillFails(smallest.plan().with(replaced(index, shorter))))
          .isPresent()) {}
    }
  }

  private static Optional<Incident> half(Incident incident) {
    Duration length = incident.until().minus(incident.from()).dividedBy(2);
    return length.toMillis() < 1
        ? Optional.empty()
        : Optional.of(
            new Incident(incident.from(), incident.from().plus(length), incident.fault()));
  }

  private List<Incident> replaced(int index, Incident other) {
    List<Incident> list = new ArrayList<>(incidents());
    list.set(index, other);
    return list;
  }

  private void simplifyIncidents() {
    for (int i = 0; i < incidents().size(); i++) {
      while (isSimplified(i)) {}
    }
  }

  private boolean isSimplified(int index) {
    Incident incident = incidents().get(index);
    return incident.fault().simpler().stream()
        .anyMatch(
            simpler -> stillFails(smallest.plan().with(replaced(index, incident.with(simpler)))));
  }

  private void shrinkLoad() {
    for (boolean smaller = true; smaller; ) {
      Load load = smallest.plan().load();
      smaller =
          load.callers() > 1 && stillFails(smallest.plan().with(load.with(load.clients(), 1)))
              || load.clients() > 1
                  && stillFails(
                      smallest.plan().with(load.with(load.clients() - 1, load.callers())));
    }
  }

  private void endSooner() {
    Plan plan = smallest.plan();
    while (plan.busy().toMillis() > 100 && stillFails(plan.with(plan.busy().dividedBy(2)))) {
      plan = smallest.plan();
    }
  }
}
