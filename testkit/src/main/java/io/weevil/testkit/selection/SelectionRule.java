package io.weevil.testkit.selection;

/** R-SELECT over what {@link ShownLogs} numbers. */
interface SelectionRule {

  /** The log that the new view begins with. */
  int select(int[] shown);
}
