package io.weevil.apps.demo;

import io.weevil.apps.client.Traffic;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The report, and the numbers on the way to it, for people. */
final class ReportText {

  private ReportText() {}

  static String summary(DemoReport report) {
    StringBuilder text = new StringBuilder("\nSummary\n");
    text.append(
        row("phase", "operations", "per second", "p50", "p99", "longest wait", "speculative"));
    for (DemoReport.Phase phase : report.phases()) {
      text.append(row(phase.name(), phase.traffic()));
    }
    text.append(row("workload in all", report.total()));
    text.append('\n');
    text.append("  answers      ").append(grades(report.total())).append('\n');
    text.append("  track        switched ").append(times(report.trackSwitches())).append('\n');
    text.append("  views        ").append(views(report.views())).append('\n');
    for (Map.Entry<ReplicaId, Digest> digest : report.digests().entrySet()) {
      text.append("  replica ").append(digest.getKey().index()).append("    state ");
      text.append(digest.getValue().value().toHex()).append('\n');
    }
    return text.append('\n').append(verdict(report)).toString();
  }

  private static String verdict(DemoReport report) {
    if (report.verified()) {
      return "VERIFIED: all living replicas have one state, and every key reads as the client was"
          + " told.\n";
    }
    StringBuilder text = new StringBuilder("NOT VERIFIED:\n");
    report.faults().forEach(fault -> text.append("  - ").append(fault).append('\n'));
    return text.toString();
  }

  /** One line on how it goes. */
  static String progress(String phase, long target, Traffic traffic) {
    String done =
        traffic.done() < target
            ? format("%,d of %,d", traffic.done(), target)
            : format("%,d, more until it shows", traffic.done());
    return format(
        "%-10s %s  %,.0f/s  %s  p50 %s  p99 %s",
        phase,
        done,
        traffic.operationsPerSecond(),
        grades(traffic),
        millis(traffic.percentile(50)),
        millis(traffic.percentile(99)));
  }

  static String grades(Traffic traffic) {
    StringJoiner shares = new StringJoiner(", ");
    for (Grade grade : Grade.values()) {
      if (traffic.share(grade) > 0) {
        shares.add(
            format(
                "%.1f %% %s", 100 * traffic.share(grade), grade.name().toLowerCase(Locale.ROOT)));
      }
    }
    return shares.length() == 0 ? "no answers yet" : shares.toString();
  }

  private static String row(String name, Traffic traffic) {
    return row(
        name,
        format("%,d", traffic.done()),
        format("%,.0f", traffic.operationsPerSecond()),
        millis(traffic.percentile(50)),
        millis(traffic.percentile(99)),
        millis(traffic.longestWait()),
        format("%.1f %%", 100 * traffic.share(Grade.SPECULATIVE)));
  }

  private static String row(Object... cells) {
    return format("  %-16s %11s %11s %10s %10s %13s %12s%n", cells);
  }

  private static String millis(long micros) {
    return micros < 10_000_000
        ? format("%.1f ms", micros / 1_000.0)
        : format("%.1f s", micros / 1e6);
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String views(long count) {
    return count == 1 ? "1: the first primary has led all the time" : Long.toString(count);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
