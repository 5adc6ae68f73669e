package io.weevil.testkit.broken;

import io.weevil.testkit.monitor.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An engine that is broken in one respect.
 *
 * @param name for people
 * @param rule that it breaks
 * @param schedule in which that shows
 * @param seeds so many seeds of the schedule are enough, from 1
 * @param caughtAs what monitors call it: the first violation that is found is one of these
 */
record BrokenEngine(
    String name,
    String rule,
    Schedule schedule,
    int seeds,
    Set<Invariant> caughtAs,
    List<Edit> edits) {

  static BrokenEngine of(String name, String rule, Schedule schedule, int seeds, Invariant... as) {
    return new BrokenEngine(name, rule, schedule, seeds, Set.of(as), List.of());
  }

  BrokenEngine edit(String type, String found, String replacement) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(new Edit(type, found, replacement));
    return new BrokenEngine(name, rule, schedule, seeds, caughtAs, List.copyOf(more));
  }

  @Override
  public String toString() {
    return name;
  }
}
