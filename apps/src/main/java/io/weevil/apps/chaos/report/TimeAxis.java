package io.weevil.apps.chaos.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a moment is, from left to right: the same for all plots of a page.
 *
 * @param end the last moment, in nanoseconds; the first is 0
 */
record TimeAxis(long end) {

  static final int LEFT = 104;
  static final int WIDTH = 960;
  static final int RIGHT = LEFT + WIDTH;

  private static final int MOST_TICKS = 14;
  private static final long SECOND = 1_000_000_000;
  private static final long[] STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600};

  TimeAxis {
    end = Math.max(end, SECOND);
  }

  double x(long time) {
    return LEFT + (double) WIDTH * Math.clamp(time, 0, end) / end;
  }

  /** Round moments, in nanoseconds. */
  List<Long> ticks() {
    long step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0; i--) {
      if (end / SECOND / STEPS[i] <= MOST_TICKS) {
        step = STEPS[i];
      }
    }
    List<Long> ticks = new ArrayList<>();
    for (long tick = 0; tick <= end; tick += step * SECOND) {
      ticks.add(tick);
    }
    return ticks;
  }
}
