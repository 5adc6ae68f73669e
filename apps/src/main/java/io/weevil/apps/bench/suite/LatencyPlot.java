package io.weevil.apps.bench.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.weevil.apps.drawing.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Latency over throughput, both logarithmic: a line a subject through its points, from few callers
 * to many; medians solid, 99th percentiles dashed.
 */
public final class LatencyPlot {

  private static final int LEFT = 70;
  private static final int TOP = 20;
  private static final int WIDTH = 700;
  private static final int HEIGHT = 380;
  private static final List<String> COLOURS =
      List.of("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#b8860b");
  private static final String STYLE =
      """
      text { font: 12px sans-serif; fill: #333 }
      .paper { fill: #fff }
      .grid { stroke: #ddd }
      polyline { fill: none; stroke-width: 2 }
      .p99 { stroke-dasharray: 5 4; stroke-width: 1.2 }
      """;

  private record Point(String callers, double perSecond, double p50, double p99) {}

  /** Powers of ten that hold all values. */
  private record Range(double low, double high) {
    static Range of(List<Double> values) {
      double least = values.stream().min(Comparator.naturalOrder()).orElse(1.0);
      double most = values.stream().max(Comparator.naturalOrder()).orElse(10.0);
      double low = Math.pow(10, Math.floor(Math.log10(least)));
      return new Range(low, Math.max(low * 10, Math.pow(10, Math.ceil(Math.log10(most)))));
    }

    double share(double value) {
      return Math.log(value / low) / Math.log(high / low);
    }
  }

  private final Map<String, List<Point>> subjects = new TreeMap<>();
  private final Svg svg = new Svg();
  private final Range throughput;
  private final Range latency;

  private LatencyPlot(Suite suite, SuiteResults results) {
    for (Row row : suite.rows()) {
      if (row.plotted()) {
        results.of(row).ifPresent(this::addAll);
      }
    }
    List<Point> all = subjects.values().stream().flatMap(List::stream).toList();
    List<Double> latencies = new ArrayList<>();
    all.forEach(point -> latencies.addAll(List.of(point.p50(), point.p99())));
    this.throughput = Range.of(all.stream().map(Point::perSecond).toList());
    this.latency = Range.of(latencies);
  }

  /** The drawing as a file of its own; axes alone where nothing was measured. */
  public static String draw(Suite suite, SuiteResults results) {
    return new LatencyPlot(suite, results).draw();
  }

  private void addAll(JsonNode result) {
    String callers = result.at("/settings/clients").asText();
    add("Weevil", callers, result);
    result.path("peers").properties().forEach(peer -> add(peer.getKey(), callers, peer.getValue()));
  }

  private void add(String subject, String callers, JsonNode result) {
    double perSecond = result.path("operationsPerSecond").asDouble();
    double p50 = result.at("/latencyMicros/p50").asDouble() / 1_000;
    double p99 = result.at("/latencyMicros/p99").asDouble() / 1_000;
    if (perSecond > 0 && p50 > 0) {
      subjects
          .computeIfAbsent(subject, s -> new ArrayList<>())
          .add(new Point(callers, perSecond, p50, p99));
    }
  }

  private String draw() {
    svg.rectangle("paper", 0, 0, LEFT + WIDTH + 30, TOP + HEIGHT + 60, "");
    drawAxes();
    int number = 0;
    StringBuilder style = new StringBuilder(STYLE);
    for (Map.Entry<String, List<Point>> subject : subjects.entrySet()) {
      String colour = COLOURS.get(number % COLOURS.size());
      style.append(
          ".s%d { stroke: %s } circle.s%d { fill: %s }%n"
              .formatted(number, colour, number, colour));
      style.append("text.s%d { stroke: none; fill: %s }%n".formatted(number, colour));
      drawSubject(subject.getKey(), subject.getValue(), "s" + number);
      svg.text("s" + number, LEFT + 12, TOP + 18 + 17 * number, "start", subject.getKey());
      number++;
    }
    return svg.file(
        LEFT + WIDTH + 30, TOP + HEIGHT + 60, "latency over throughput", style.toString());
  }

  private void drawAxes() {
    for (double tick = throughput.low(); tick <= throughput.high() * 1.001; tick *= 10) {
      svg.line("grid", x(tick), TOP, x(tick), TOP + HEIGHT);
      svg.text("", x(tick), TOP + HEIGHT + 18, "middle", number(tick));
    }
    for (double tick = latency.low(); tick <= latency.high() * 1.001; tick *= 10) {
      svg.line("grid", LEFT, y(tick), LEFT + WIDTH, y(tick));
      svg.text("", LEFT - 6, y(tick) + 4, "end", number(tick) + " ms");
    }
    svg.text(
        "",
        LEFT + WIDTH / 2.0,
        TOP + HEIGHT + 42,
        "middle",
        "operations per second; numbers at points are callers; solid: median, dashed: 99th"
            + " percentile");
  }

  private void drawSubject(String name, List<Point> points, String look) {
    StringBuilder medians = new StringBuilder();
    StringBuilder tails = new StringBuilder();
    for (Point point : points) {
      double x = x(point.perSecond());
      medians.append(Svg.point(x, y(point.p50())));
      tails.append(Svg.point(x, y(point.p99())));
      String hint =
          "%s, %s callers: %s operations/s, median %.2f ms, 99 %% %.2f ms"
              .formatted(
                  name, point.callers(), number(point.perSecond()), point.p50(), point.p99());
      svg.dot(look, x, y(point.p50()), hint);
      svg.text(look, x + 6, y(point.p50()) - 6, "start", point.callers());
    }
    svg.polyline(look, medians.toString().strip());
    svg.polyline(look + " p99", tails.toString().strip());
  }

  private double x(double perSecond) {
    return LEFT + WIDTH * throughput.share(perSecond);
  }

  private double y(double millis) {
    return TOP + HEIGHT - HEIGHT * latency.share(millis);
  }

  private static String number(double value) {
    return value >= 10
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%s", value == Math.rint(value) ? (long) value : value);
  }
}
