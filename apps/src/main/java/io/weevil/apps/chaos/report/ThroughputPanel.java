package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.report.Buckets.Bucket;
import io.weevil.apps.drawing.Svg;
import io.weevil.engine.model.Grade;
import java.util.Locale;

/** Calls that ended each second, by how they did: bars on top of each other. */
record ThroughputPanel(Buckets buckets) implements Panel {

  @Override
  public String title() {
    return "calls ended";
  }

  @Override
  public int height() {
    return 110;
  }

  @Override
  public boolean isShaded() {
    return true;
  }

  @Override
  public void draw(Svg svg, TimeAxis axis, int top) {
    int most = buckets.all().stream().mapToInt(Bucket::ended).max().orElse(0);
    Scale scale = Scale.linear(buckets.perSecond(most), top, height());
    scale.draw(svg, "/s");
    for (int i = 0; i < buckets.all().size(); i++) {
      double x = axis.x(buckets.begin(i));
      double width = axis.x(buckets.begin(i + 1)) - x - 0.6;
      draw(svg, buckets.all().get(i), scale, x, width);
    }
  }

  private void draw(Svg svg, Bucket bucket, Scale scale, double x, double width) {
    int below = 0;
    for (Grade grade : Grade.values()) {
      int count = bucket.grades.getOrDefault(grade, 0);
      bar(svg, grade.name().toLowerCase(Locale.ROOT), scale, x, width, below, count);
      below += count;
    }
    bar(svg, "unknown", scale, x, width, below, bucket.unanswered);
  }

  private void bar(
      Svg svg, String look, Scale scale, double x, double width, int below, int count) {
    if (count > 0) {
      double bottom = scale.y(buckets.perSecond(below));
      double top = scale.y(buckets.perSecond(below + count));
      String hint = String.format(Locale.ROOT, "%.0f/s %s", buckets.perSecond(count), look);
      svg.rectangle(look, x, top, width, bottom - top, hint);
    }
  }
}
