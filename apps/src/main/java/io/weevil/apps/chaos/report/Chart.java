package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.chaos.recording.Recording.Deed;
import io.weevil.apps.chaos.recording.Recording.Fault;
import io.weevil.apps.drawing.Svg;
import java.util.ArrayList;
import java.util.List;

/** All plots of a recording, one below the other on one time axis. */
final class Chart {

  private static final int TOP = 8;
  private static final int GAP = 14;
  private static final int BETWEEN_STRIPS = 3;
  private static final int FOOT = 30;

  private final Recording recording;
  private final TimeAxis axis;
  private final List<Panel> panels = new ArrayList<>();

  private Chart(Recording recording) {
    this.recording = recording;
    this.axis = new TimeAxis(endOf(recording));
    Buckets buckets = new Buckets(recording.loadCalls(), axis.end());
    GroupStrips strips = new GroupStrips(recording);
    panels.add(new FaultPanel(recording.faults()));
    panels.add(new ThroughputPanel(buckets));
    panels.add(new LatencyPanel(buckets));
    panels.add(strips.view());
    panels.add(strips.track());
    int n = recording.scenario().group().quorums().n();
    for (int i = 0; i < n; i++) {
      panels.add(strips.replica(i));
    }
    panels.add(new LagPanel(recording.looks(), n));
  }

  static String draw(Recording recording) {
    return new Chart(recording).draw();
  }

  /** When the last call of the load had ended. */
  private static long endOf(Recording recording) {
    return recording.loadCalls().stream()
        .filter(CallRecord::hasEnded)
        .mapToLong(CallRecord::ended)
        .reduce(recording.loadEnd(), Math::max);
  }

  private String draw() {
    Svg svg = new Svg();
    int height = bottomOf(panels.size() - 1);
    for (long tick : axis.ticks()) {
      svg.line("grid", axis.x(tick), TOP, axis.x(tick), height + 4);
      svg.text("tick", axis.x(tick), height + 18, "middle", tick / 1_000_000_000 + " s");
    }
    for (int i = 0; i < panels.size(); i++) {
      draw(svg, panels.get(i), topOf(i));
    }
    // Deeds of a moment go through everything.
    for (Fault fault : recording.faults()) {
      if (fault.deed() == Deed.KILL || fault.deed() == Deed.RESTART) {
        double x = axis.x(fault.from());
        svg.line(FaultPanel.look(fault.deed()) + " moment", x, TOP, x, height);
      }
    }
    return svg.finished(TimeAxis.RIGHT + 16, height + FOOT, "what happened when");
  }

  private void draw(Svg svg, Panel panel, int top) {
    if (panel.isShaded()) {
      for (Fault fault : recording.faults()) {
        double x = axis.x(fault.from());
        String look = FaultPanel.look(fault.deed()) + " shade";
        svg.rectangle(look, x, top, axis.x(fault.to()) - x, panel.height(), "");
      }
    }
    boolean strip = !panel.isShaded();
    panel.draw(svg, axis, top);
    if (strip) {
      svg.text("title", TimeAxis.LEFT - 8, top + 13, "end", panel.title());
    } else {
      svg.text("title", TimeAxis.LEFT + 6, top + 12, "start", panel.title());
    }
  }

  private int topOf(int panel) {
    int top = TOP;
    for (int i = 0; i < panel; i++) {
      boolean strips =
          panels.get(i) instanceof StripPanel && panels.get(i + 1) instanceof StripPanel;
      top += panels.get(i).height() + (strips ? BETWEEN_STRIPS : GAP);
    }
    return top;
  }

  private int bottomOf(int panel) {
    return topOf(panel) + panels.get(panel).height();
  }
}
