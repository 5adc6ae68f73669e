package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.drawing.Svg;
import java.util.List;
import java.util.Locale;

/** One bar a fault, with its words on or beside it. */
record FaultPanel(List<Fault> faults) implements Panel {

  private static final int ROW = 20;
  private static final double LETTER = 6.1;
  private static final double NARROWEST = 3;

  @Override
  public String title() {
    return "faults";
  }

  @Override
  public int height() {
    return Math.max(1, faults.size()) * ROW;
  }

  @Override
  public boolean isShaded() {
    return false;
  }

  @Override
  public void draw(Svg svg, TimeAxis axis, int top) {
    if (faults.isEmpty()) {
      svg.text("note", TimeAxis.LEFT + 4, top + 14, "start", "none");
    }
    for (int i = 0; i < faults.size(); i++) {
      draw(svg, axis, faults.get(i), top + i * ROW);
    }
  }

  private static void draw(Svg svg, TimeAxis axis, Fault fault, int top) {
    double from = axis.x(fault.from());
    double width = Math.max(NARROWEST, axis.x(fault.to()) - from);
    String words = fault.deed() == Deed.RULE ? fault.name() + ": " + fault.what() : fault.what();
    svg.rectangle(look(fault.deed()), from, top + 2, width, ROW - 4, words + ", " + span(fault));
    double length = words.length() * LETTER;
    if (length < width) {
      svg.text("on-bar", from + 5, top + 14, "start", words);
    } else if (from + width + 6 + length < TimeAxis.RIGHT) {
      svg.text("beside", from + width + 5, top + 14, "start", words);
    } else if (from - 6 - length > TimeAxis.LEFT) {
      svg.text("beside", from - 5, top + 14, "end", words);
    } else {
      svg.text("beside", TimeAxis.RIGHT - 4, top + 14, "end", words);
    }
  }

  static String look(Deed deed) {
    return "fault " + deed.name().toLowerCase(Locale.ROOT);
  }

  static String span(Fault fault) {
    return String.format(Locale.ROOT, "%.1f … %.1f s", fault.from() / 1e9, fault.to() / 1e9);
  }
}
