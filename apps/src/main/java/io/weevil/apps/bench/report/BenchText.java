package io.weevil.apps.bench.report;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.measure.Run;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.engine.model.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The result for people. */
public final class BenchText {

  private static final double MEBIBYTE = 1024 * 1024;

  private BenchText() {}

  public static String summary(Measured measured) {
    StringBuilder text = new StringBuilder(summary("Weevil", measured.result()));
    measured.peers().forEach((name, result) -> text.append(summary(name, result)));
    Result bare = measured.peers().get(Peer.UNREPLICATED.label());
    if (bare != null && bare.primaryCpuMicrosPerOperation() > 0) {
      text.append(
          format(
              "%nThe primary uses %.2f times the CPU time an operation of the unreplicated"
                  + " server.%n",
              measured.result().primaryCpuMicrosPerOperation()
                  / bare.primaryCpuMicrosPerOperation()));
    }
    return text.toString();
  }

  private static String summary(String name, Result result) {
    StringBuilder text = new StringBuilder("\n" + name + "\n");
    text.append(
        row("run", "operations/s", "p50", "p99", "p99.9", "max", "CPU all", "primary", "client"));
    List<Run> runs = result.runs();
    for (int i = 0; i < runs.size(); i++) {
      text.append(row(Integer.toString(i + 1), result.only(runs.get(i))));
    }
    if (runs.size() > 1) {
      text.append(row("median", result));
    }
    text.append('\n').append(details(result));
    return text.append('\n').append(verdict(result)).toString();
  }

  private static String row(String name, Result r) {
    return row(
        name,
        format("%,.0f", r.median(run -> run.window().operationsPerSecond())),
        millis(r.median(run -> run.window().latencies().p50())),
        millis(r.median(run -> run.window().latencies().p99())),
        millis(r.median(run -> run.window().latencies().p999())),
        millis(r.median(run -> run.window().latencies().max())),
        micros(r.median(Run::cpuMicrosPerOperation)),
        micros(r.median(run -> run.cpuMicrosPerOperation(r.primary()))),
        micros(r.median(run -> run.cpuMicrosPerOperation("client"))));
  }

  private static String row(Object... cells) {
    return format("  %-7s %13s %10s %10s %10s %10s %10s %10s %10s%n", cells);
  }

  private static String details(Result result) {
    Run run = result.middleRun();
    Costs costs = run.allCosts();
    double operations = Math.max(1, run.window().operations());
    StringBuilder text = new StringBuilder();
    line(text, "answers", grades(run));
    if (costs.received() > 0) {
      line(text, "an operation", perOperation(costs, operations));
      line(text, "of messages", kinds(costs, operations));
    }
    line(text, "CPU", processes(result));
    line(text, "warm", warmUp(run));
    line(text, "peak RSS", peaks(result));
    return text.toString();
  }

  private static String perOperation(Costs costs, double operations) {
    return format(
        "%.2f messages, %,.0f bytes, %.2f MACs, %.3f signatures, %.3f checked (all processes)",
        costs.sentMessages() / operations,
        costs.sentBytes() / operations,
        costs.macs() / operations,
        costs.signatures() / operations,
        costs.verifications() / operations);
  }

  private static String processes(Result result) {
    StringJoiner each = new StringJoiner(", ");
    for (String process : result.middleRun().cpuSeconds().keySet()) {
      each.add(process + " " + micros(result.median(run -> run.cpuMicrosPerOperation(process))));
    }
    return each.toString();
  }

  private static void line(StringBuilder text, String name, String what) {
    text.append(format("  %-13s %s%n", name, what));
  }

  private static String grades(Run run) {
    StringJoiner shares = new StringJoiner(", ");
    for (Grade grade : Grade.values()) {
      if (run.window().share(grade) > 0) {
        String name = grade.name().toLowerCase(Locale.ROOT);
        shares.add(format("%.2f %% %s", 100 * run.window().share(grade), name));
      }
    }
    if (run.window().failed() > 0) {
      shares.add(run.window().failed() + " FAILED");
    }
    return shares.toString();
  }

  private static String kinds(Costs costs, double operations) {
    List<String> kinds = new ArrayList<>();
    for (Map.Entry<String, Costs.Sent> kind : costs.sent().entrySet()) {
      double each = kind.getValue().messages() / operations;
      if (each >= 0.001) {
        kinds.add(format("%s %.3f", kind.getKey(), each));
      }
    }
    return String.join(", ", kinds);
  }

  private static String warmUp(Run run) {
    Run.WarmUp warm = run.warmUp();
    StringJoiner last = new StringJoiner(", ");
    warm.perSecond().forEach(rate -> last.add(format("%,.0f", rate)));
    return format(
        "%s after %.0f s; the last windows: %s operations/s",
        warm.steady() ? "steady" : "NOT STEADY", warm.seconds(), last);
  }

  private static String peaks(Result result) {
    StringJoiner peaks = new StringJoiner(", ");
    result
        .peakBytes()
        .forEach((name, bytes) -> peaks.add(format("%s %.0f MiB", name, bytes / MEBIBYTE)));
    return peaks.toString();
  }

  private static String verdict(Result result) {
    Ending ending = result.endings().get(result.endings().size() - 1);
    if (result.verified()) {
      return format(
          "VERIFIED: %s one state at slot %d, every operation was executed once"
              + " (%,d), and %,d results fit a history.%n",
          ending.digests().size() == 1
              ? "the server has"
              : ending.digests().size() + " servers have",
          ending.slot(),
          ending.audited(),
          ending.sampled());
    }
    StringBuilder text = new StringBuilder("NOT VERIFIED:\n");
    result.faults().forEach(fault -> text.append("  - ").append(fault).append('\n'));
    return text.toString();
  }

  private static String millis(double micros) {
    return format("%.2f ms", micros / 1_000);
  }

  private static String micros(double micros) {
    return format("%.1f µs", micros);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
