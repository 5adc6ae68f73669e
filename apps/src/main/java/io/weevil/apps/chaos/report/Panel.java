package io.weevil.apps.chaos.report;

import io.weevil.apps.drawing.Svg;

/** One of the plots that share a time axis. */
interface Panel {

  /** What it shows, in a few words. */
  String title();

  /** Pixels. */
  int height();

  /** Whether faults are shaded behind it. */
  boolean isShaded();

  void draw(Svg svg, TimeAxis axis, int top);
}
