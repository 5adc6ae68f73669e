package io.weevil.testkit.selection;

import io.weevil.testkit.selection.Outcome.Visited;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every end-of-view state of an instance, view by view, and after each every admissible NEW-VIEW.
 *
 * <p>States that {@link EndOfView} cannot tell apart are one class and are continued once; what is
 * counted are the states of replicas with names. Renaming the correct replicas changes nothing,
 * since R-SELECT takes a set and no rule of a view knows a correct replica by its name, the
 * primary's excepted, and every primary may lie here. Of the votes of a view only the certificates
 * that they allow matter later, and of its commits only which logs they name.
 */
public final class ExhaustiveSearch {

  private final SearchSpace space;
  private final Findings findings;

  public ExhaustiveSearch(Instance instance, Mutant mutant) {
    this.space = new SearchSpace(instance, mutant);
    this.findings = new Findings(space.logs);
  }

  /** Searches view by view, and no further than the view after which it has found a violation. */
  public Outcome run() {
    List<Visited> visited = new ArrayList<>();
    Map<EndOfView, EndOfView> ends = new HashMap<>();
    EndOfView beginning = EndOfView.beginning(space.instance.correct());
    ends.put(beginning, beginning);
    for (int view = 0; view < space.instance.views() && findings.violations() == 0; view++) {
      ends = endsOf(view, ends.keySet());
      visited.add(count(ends.values()));
      ends.values().forEach(this::check);
    }
    return new Outcome(visited, space.selections.evaluated(), findings.violations(), schedule());
  }

  private @Nullable String schedule() {
    Violation shortest = findings.shortest();
    return shortest == null ? null : Narrator.tell(space, shortest, space.newViews::setFor);
  }

  private Map<EndOfView, EndOfView> endsOf(int view, Collection<EndOfView> before) {
    Map<EndOfView, EndOfView> acted = new HashMap<>();
    for (EndOfView each : before) {
      successors(each, view, end -> acted.merge(end, end, ExhaustiveSearch::merged));
    }
    if (!space.instance.unacknowledged()) {
      return acted;
    }
    Map<EndOfView, EndOfView> learnt = new HashMap<>();
    for (EndOfView each : acted.values()) {
      space.aside.forEach(each, end -> learnt.merge(end, end, ExhaustiveSearch::merged));
    }
    return learnt;
  }

  private void successors(EndOfView before, int view, Consumer<EndOfView> sink) {
    long newViews = view == 0 ? LogTree.bit(LogTree.EMPTY) : space.newViews.of(before);
    new Successors(
            space.mutant, space.states, space.model, space.moves, before, view, newViews, sink)
        .enumerate();
  }

  private static EndOfView merged(EndOfView known, EndOfView same) {
    known.merge(same);
    return known;
  }

  private static Visited count(Collection<EndOfView> ends) {
    return new Visited(ends.stream().mapToLong(EndOfView::ways).sum(), ends.size());
  }

  private void check(EndOfView end) {
    findings.check(end, space.newViews.of(end), log -> space.newViews.setFor(log, end));
  }
}
