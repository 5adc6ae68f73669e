package io.weevil.testkit.selection;

import static java.util.Objects.requireNonNull;

import io.weevil.testkit.selection.Outcome.Visited;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random histories of an instance that is too large to be searched whole: in each view every
 * correct replica does something at random, inclined to do what others do, and of the NEW-VIEWs
 * that may follow a sample is checked. The same seed makes the same histories.
 */
public final class RandomSearch {

  private final SearchSpace space;
  private final Findings findings;
  private final Random random;
  private final SampledNewViews sampled;
  private final long[] visited;
  private final Map<EndOfView, Map<Integer, NewViewSet>> sets = new HashMap<>();
  private @Nullable String schedule;
  private @Nullable Violation told;

  public RandomSearch(Instance instance, Mutant mutant, long seed) {
    this.space = new SearchSpace(instance, mutant);
    this.findings = new Findings(space.logs);
    this.random = new Random(seed);
    this.sampled = new SampledNewViews(space, random);
    this.visited = new long[instance.views()];
  }

  /**
   * @param states how many ends of views to visit, at least
   */
  public Outcome run(long states) {
    long seen = 0;
    while (seen < states) {
      seen += runOnce();
    }
    List<Visited> views = new ArrayList<>();
    for (long each : visited) {
      views.add(new Visited(each, 0));
    }
    return new Outcome(views, space.selections.evaluated(), findings.violations(), schedule);
  }

  /** One history, up to its first violation. */
  private int runOnce() {
    sets.clear();
    EndOfView end = EndOfView.beginning(space.instance.correct());
    long newViews = LogTree.bit(LogTree.EMPTY);
    for (int view = 0; view < space.instance.views(); view++) {
      end = learn(act(end, view, newViews));
      visited[view]++;
      Map<Integer, NewViewSet> sample = sampled.of(end);
      sets.put(end, sample);
      newViews = sample.keySet().stream().mapToLong(LogTree::bit).reduce(0, (a, b) -> a | b);
      if (!findings.check(end, newViews, log -> requireNonNull(sample.get(log)))) {
        tell();
        return view + 1;
      }
    }
    return space.instance.views();
  }

  private void tell() {
    Violation shortest = findings.shortest();
    if (shortest != null && !shortest.equals(told)) {
      told = shortest;
      schedule = Narrator.tell(space, shortest, this::setFor);
    }
  }

  private NewViewSet setFor(int log, EndOfView end) {
    NewViewSet set = sets.getOrDefault(end, Map.of()).get(log);
    return set == null ? space.newViews.setFor(log, end) : set;
  }

  private EndOfView act(EndOfView before, int view, long newViews) {
    List<Move> moves = moves(before, view, newViews);
    long certifiable = space.model.certifiable(moves);
    int[] acknowledged = new int[moves.size()];
    int[] after = new int[moves.size()];
    double luck = random.nextDouble();
    for (int replica = 0; replica < after.length; replica++) {
      Move move = moves.get(replica);
      after[replica] = move.state();
      acknowledged[replica] = space.states.certificate(move.state());
      int[] logs = LogTree.members(space.model.acknowledgeable(move, certifiable));
      if (logs.length > 0 && random.nextDouble() < luck) {
        acknowledged[replica] = space.states.certificate(view, pick(logs));
        after[replica] = showing(acknowledged[replica], move);
      }
    }
    return space.model.end(before, view, moves, certifiable, acknowledged, after);
  }

  private int showing(int certificate, Move move) {
    boolean isFrozen = space.mutant == Mutant.FROZEN_VOTES && random.nextBoolean();
    return isFrozen ? move.state() : space.states.withCertificate(move.state(), certificate);
  }

  /** Unlikely to commit anything if all were drawn alike: some share of the replicas agree. */
  private List<Move> moves(EndOfView before, int view, long newViews) {
    int favourite = pick(LogTree.members(newViews));
    int accepted = pick(LogTree.members(space.logs.extensions(favourite)));
    double agreement = random.nextDouble();
    double presence = 0.3 + 0.7 * random.nextDouble();
    List<Move> moves = new ArrayList<>();
    for (int state : before.replicas()) {
      List<Move> all = space.moves.of(state, view, newViews);
      boolean present = view == 0 || random.nextDouble() < presence;
      List<Move> some = all.stream().filter(move -> move.takesPart() == present).toList();
      List<Move> common =
          some.stream()
              .filter(m -> m.installed() == favourite && m.accepted() == accepted)
              .toList();
      boolean agrees = present && random.nextDouble() < agreement && !common.isEmpty();
      moves.add(pick(agrees ? common : some));
    }
    return moves;
  }

  private EndOfView learn(EndOfView end) {
    if (!space.instance.unacknowledged() || random.nextBoolean()) {
      return end;
    }
    double share = random.nextDouble();
    int[] after = end.replicas().clone();
    for (int replica = 0; replica < after.length; replica++) {
      if (random.nextDouble() < share) {
        after[replica] = pick(space.aside.of(after[replica], end));
      }
    }
    return space.aside.learnt(end, after);
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
