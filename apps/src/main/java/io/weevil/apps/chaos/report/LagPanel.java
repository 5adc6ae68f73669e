package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.Recording.Look;
import io.weevil.apps.drawing.Svg;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.util.List;
import java.util.stream.LongStream;

/** How many slots each replica is behind whoever is furthest. */
record LagPanel(List<Look> looks, int n) implements Panel {

  @Override
  public String title() {
    return "slots behind the furthest";
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
    long most = looks.stream().flatMapToLong(LagPanel::lags).max().orElse(1);
    Scale scale = Scale.linear((double) most, top, height());
    scale.draw(svg, "");
    for (int i = 0; i < n; i++) {
      svg.polyline("replica-" + i % 7, points(axis, scale, new ReplicaId(i)));
    }
  }

  private static LongStream lags(Look look) {
    return look.reports().values().stream().mapToLong(report -> lag(look, report));
  }

  private static long lag(Look look, StatusReport report) {
    long furthest =
        look.reports().values().stream().mapToLong(r -> r.executed().number()).max().orElse(0);
    return furthest - report.executed().number();
  }

  private String points(TimeAxis axis, Scale scale, ReplicaId replica) {
    StringBuilder points = new StringBuilder();
    for (Look look : looks) {
      StatusReport report = look.reports().get(replica);
      if (report != null && look.time() <= axis.end()) {
        points.append(Svg.point(axis.x(look.time()), scale.y((double) lag(look, report))));
      }
    }
    return points.toString().strip();
  }
}
