package io.weevil.testkit.selection;

import io.weevil.engine.quorum.Quorums;

/**
 * How much is searched.
 *
 * @param slots that a log may fill, at least 1; slots and values make 64 logs at most
 * @param values that a slot may hold, {@code 1 … 26}
 * @param views before the last NEW-VIEW that is checked, {@code 1 … 7}
 * @param unacknowledged whether replicas may also keep certificates that come while they are
 *     frozen, and learn stable checkpoints and by them other logs than they accepted (R-FROZEN,
 *     R-STATE)
 */
public record Instance(Quorums quorums, int slots, int values, int views, boolean unacknowledged) {

  public Instance {
    require(slots >= 1, "slots must be at least 1, not " + slots);
    require(values >= 1 && values <= 26, "values must be 1 … 26, not " + values);
    require(views >= 1 && views <= 7, "views must be 1 … 7, not " + views);
    require(
        logs(slots, values) <= LogTree.MOST,
        "so many slots and values make more than " + LogTree.MOST + " logs: search fewer");
  }

  /** How many there are, or how many more than {@link LogTree#MOST} at least. */
  private static long logs(int slots, int values) {
    long logs = 1;
    long longest = 1;
    for (int slot = 0; slot < slots && logs <= LogTree.MOST; slot++) {
      longest *= values;
      logs += longest;
    }
    return logs;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  int correct() {
    return quorums.n() - quorums.f();
  }

  @Override
  public String toString() {
    return "f = %d, c = %d, %d slot(s), %d value(s), %d view(s)%s"
        .formatted(
            quorums.f(),
            quorums.c(),
            slots,
            values,
            views,
            unacknowledged ? ", certificates and checkpoints learnt aside" : "");
  }
}
