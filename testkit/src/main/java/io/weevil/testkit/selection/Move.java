package io.weevil.testkit.selection;

/**
 * What one correct replica does in one view, certificates aside.
 *
 * @param installed the log of the NEW-VIEW that it installs, or {@link #NOTHING}
 * @param accepted the log it ends with
 * @param votes the logs it votes for
 * @param state what it shows afterwards, with the certificate it had before
 * @param note what is remarkable about it, for people; empty for what the rules allow
 */
record Move(int installed, int accepted, long votes, int state, String note) {

  /** Stays in an older view. */
  static final int NOTHING = -1;

  boolean takesPart() {
    return installed != NOTHING;
  }
}
