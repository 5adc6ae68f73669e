package io.weevil.testkit.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What many runs come to. Not for several threads at once. */
public final class Total {

  private long seeds;
  private long steps;
  private long events;
  private long calls;
  private Duration virtual = Duration.ZERO;
  private final Tally tally = new Tally();
  private final List<Outcome> failed = new ArrayList<>();

  /** Counts a run in. */
  public void add(Outcome outcome) {
    seeds++;
    steps += outcome.steps();
    events += outcome.events();
    calls += outcome.calls();
    virtual = virtual.plus(outcome.virtual());
    tally.add(outcome.tally());
    if (!outcome.isGood()) {
      failed.add(outcome);
    }
  }

  public long seeds() {
    return seeds;
  }

  /** Messages that actors were given. */
  public long steps() {
    return steps;
  }

  /** Messages that arrived at a node, and timers that ran out. */
  public long events() {
    return events;
  }

  /** Calls of correct clients that ended. */
  public long calls() {
    return calls;
  }

  public Duration virtual() {
    return virtual;
  }

  public Tally tally() {
    return tally;
  }

  public List<Outcome> failed() {
    return List.copyOf(failed);
  }
}
