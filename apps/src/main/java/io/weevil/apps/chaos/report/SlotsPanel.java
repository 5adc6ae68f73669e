package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.util.List;

/** How far each replica is: the slots that it has executed. */
record SlotsPanel(List<Look> looks, int n) implements Panel {

  @Override
  public String title() {
    return "slots executed";
  }

  @Override
  public int height() {
    return 100;
  }

  @Override
  public boolean isShaded() {
    return true;
  }

  @Override
  public void draw(Svg svg, TimeAxis axis, int top) {
    long most =
        looks.stream()
            .flatMap(look -> look.reports().values().stream())
            .mapToLong(report -> report.executed().number())
            .max()
            .orElse(1);
    Scale scale = Scale.linear(most, top, height());
    scale.draw(svg, "");
    for (int i = 0; i < n; i++) {
      svg.polyline("replica-" + i % 7, points(axis, scale, new ReplicaId(i)));
    }
  }

  private String points(TimeAxis axis, Scale scale, ReplicaId replica) {
    StringBuilder points = new StringBuilder();
    for (Look look : looks) {
      StatusReport report = look.reports().get(replica);
      if (report != null && look.time() <= axis.end()) {
        points.append(Svg.point(axis.x(look.time()), scale.y(report.executed().number())));
      }
    }
    return points.toString().strip();
  }
}
