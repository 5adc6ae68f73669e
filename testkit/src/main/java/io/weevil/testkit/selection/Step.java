package io.weevil.testkit.selection;

import java.util.List;

/** How one end-of-view state comes from another. Replicas stand in the earlier state's order. */
sealed interface Step {

  EndOfView before();

  /** The replicas' states afterwards. */
  int[] after();

  /**
   * A view.
   *
   * @param fast the logs committed in it on the fast path
   * @param slow those committed in it by certificates
   */
  record Acted(EndOfView before, int view, List<Move> moves, int[] after, long fast, long slow)
      implements Step {}

  /** Replicas keep certificates that they do not acknowledge, and learn stable checkpoints. */
  record Learnt(EndOfView before, int[] after) implements Step {}
}
