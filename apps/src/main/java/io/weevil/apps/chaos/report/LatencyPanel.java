package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.report.Buckets.Bucket;
import io.weevil.apps.drawing.Svg;
import java.util.List;
import java.util.Locale;

/** How long calls took that ended at a time, on a logarithmic scale. */
record LatencyPanel(Buckets buckets) implements Panel {

  @Override
  public String title() {
    return "latency";
  }

  @Override
  public int height() {
    return 120;
  }

  @Override
  public boolean isShaded() {
    return true;
  }

  @Override
  public void draw(Svg svg, TimeAxis axis, int top) {
    List<Bucket> filled = buckets.all().stream().filter(b -> !b.nanos.isEmpty()).toList();
    double least = filled.stream().mapToDouble(b -> b.percentile(0.5)).min().orElse(1);
    double most = filled.stream().mapToDouble(b -> b.percentile(1)).max().orElse(1);
    Scale scale = Scale.logarithmic(least, most, top, height());
    scale.draw(svg, " ms");
    line(svg, axis, scale, "p50", 0.5);
    line(svg, axis, scale, "p99", 0.99);
    for (int i = 0; i < buckets.all().size(); i++) {
      Bucket bucket = buckets.all().get(i);
      if (!bucket.nanos.isEmpty()) {
        double longest = bucket.percentile(1);
        svg.dot(
            "longest",
            axis.x(buckets.middle(i)),
            scale.y(longest),
            String.format(Locale.ROOT, "longest: %.1f ms", longest));
      }
    }
  }

  /** Broken where nothing ended. */
  private void line(Svg svg, TimeAxis axis, Scale scale, String look, double share) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < buckets.all().size(); i++) {
      Bucket bucket = buckets.all().get(i);
      if (bucket.nanos.isEmpty()) {
        svg.polyline(look, points.toString().strip());
        points.setLength(0);
      } else {
        points.append(Svg.point(axis.x(buckets.middle(i)), scale.y(bucket.percentile(share))));
      }
    }
    svg.polyline(look, points.toString().strip());
  }
}
