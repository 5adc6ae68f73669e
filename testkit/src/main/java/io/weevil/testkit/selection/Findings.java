package io.weevil.testkit.selection;

import org.jspecify.annotations.Nullable;

/** Checks the ends of views, counts what is wrong, and keeps what is told in the fewest words. */
final class Findings {

  private final LogTree logs;
  private long violations;
  private @Nullable Violation shortest;

  Findings(LogTree logs) {
    this.logs = logs;
  }

  /** How a NEW-VIEW with a given log is made. */
  interface Sets {
    NewViewSet setFor(int log);
  }

  /**
   * No two commits conflict, and everything committed is in every NEW-VIEW that may follow.
   *
   * @param newViews the logs that NEW-VIEWs may have
   * @return whether all is well
   */
  boolean check(EndOfView end, long newViews, Sets sets) {
    int longest = longest(end.committed());
    long conflicting = end.committed() & ~logs.prefixes(longest);
    if (conflicting != 0) {
      return found(new Violation(end, longest, LogTree.members(conflicting)[0], null));
    }
    long losing = newViews & ~logs.extensions(longest);
    if (losing == 0) {
      return true;
    }
    int log = LogTree.members(losing)[0];
    return shortest == null || end.weight() < shortest.end().weight()
        ? found(new Violation(end, longest, log, sets.setFor(log)))
        : found(shortest);
  }

  private int longest(long committed) {
    int[] members = LogTree.members(committed | LogTree.bit(LogTree.EMPTY));
    return members[members.length - 1];
  }

  private boolean found(Violation violation) {
    violations++;
    if (shortest == null || violation.weight() < shortest.weight()) {
      shortest = violation;
    }
    return false;
  }

  long violations() {
    return violations;
  }

  @Nullable Violation shortest() {
    return shortest;
  }
}
