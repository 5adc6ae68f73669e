package io.weevil.testkit.selection;

import org.jspecify.annotations.Nullable;

/**
 * What must not be.
 *
 * @param end the state it is found in
 * @param lost a committed log
 * @param against a committed log that conflicts with it, or the log of an admissible NEW-VIEW that
 *     does not contain it
 * @param newView what the NEW-VIEW is made of, null for two commits
 */
record Violation(EndOfView end, int lost, int against, @Nullable NewViewSet newView) {

  private static final int NEW_VIEW_WEIGHT = 2;

  /** As {@link EndOfView#weight()}. */
  int weight() {
    return end.weight() + (newView == null ? 0 : NEW_VIEW_WEIGHT);
  }
}
