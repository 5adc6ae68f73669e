package io.weevil.apps.bench.report;

import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.measure.Run;
import io.weevil.engine.model.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The result for spreadsheets: one line a run. */
public final class BenchCsv {

  private static final List<String> FIGURES =
      List.of(
          "run",
          "operationsPerSecond",
          "p50Micros",
          "p99Micros",
          "p999Micros",
          "maxMicros",
          "cpuMicrosAll",
          "cpuMicrosPrimary",
          "cpuMicrosClient",
          "speculativeShare",
          "failed",
          "steady",
          "verified");

  private BenchCsv() {}

  public static void write(Measured measured, Path file) throws IOException {
    Files.writeString(file, text(measured));
  }

  static String text(Measured measured) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "subject,"
            + String.join(",", measured.settings().keySet())
            + ","
            + String.join(",", FIGURES));
    addRuns("weevil", measured, measured.result(), lines);
    measured.peers().forEach((name, result) -> addRuns(name, measured, result, lines));
    return String.join("\n", lines) + "\n";
  }

  private static void addRuns(
      String subject, Measured measured, Result result, List<String> lines) {
    for (int i = 0; i < result.runs().size(); i++) {
      lines.add(
          subject + "," + settings(measured) + "," + figures(i + 1, result.runs().get(i), result));
    }
  }

  private static String settings(Measured measured) {
    return measured.settings().values().stream()
        .map(value -> quoted(String.valueOf(value)))
        .collect(Collectors.joining(","));
  }

  private static String quoted(String value) {
    return value.matches("[^,\"\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static String figures(int number, Run run, Result result) {
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%d,%d,%d,%d,%.1f,%.1f,%.1f,%.4f,%d,%s,%s",
        number,
        run.window().operationsPerSecond(),
        run.window().latencies().p50(),
        run.window().latencies().p99(),
        run.window().latencies().p999(),
        run.window().latencies().max(),
        run.cpuMicrosPerOperation(),
        run.cpuMicrosPerOperation(result.primary()),
        run.cpuMicrosPerOperation("client"),
        run.window().share(Grade.SPECULATIVE),
        run.window().failed(),
        run.warmUp().steady(),
        result.verified());
  }
}
