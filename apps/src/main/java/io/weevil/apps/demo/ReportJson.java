package io.weevil.apps.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weevil.apps.client.Traffic;
import io.weevil.engine.model.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The report for programs. */
final class ReportJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  static void write(DemoReport report, Path file) throws IOException {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report));
    Files.writeString(file, text + "\n");
  }

  static ObjectNode tree(DemoReport report) {
    Traffic total = report.total();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("operations", total.done());
    root.put("operationsPerSecond", rounded(total.operationsPerSecond()));
    root.putObject("latencyMicros")
        .put("p50", total.percentile(50))
        .put("p99", total.percentile(99))
        .put("max", total.longestWait());
    ObjectNode grades = root.putObject("grades");
    for (Grade grade : Grade.values()) {
      grades.put(grade.name().toLowerCase(Locale.ROOT), total.grades().getOrDefault(grade, 0L));
    }
    root.put("trackSwitches", report.trackSwitches());
    root.put("views", report.views());
    ArrayNode phases = root.putArray("phases");
    report.phases().forEach(phase -> phases.add(tree(phase)));
    ObjectNode digests = root.putObject("digests");
    report
        .digests()
        .forEach(
            (replica, digest) ->
                digests.put(Integer.toString(replica.index()), digest.value().toHex()));
    root.put("verified", report.verified());
    return root;
  }

  private static ObjectNode tree(DemoReport.Phase phase) {
    return MAPPER
        .createObjectNode()
        .put("name", phase.name())
        .put("operationsPerSecond", rounded(phase.traffic().operationsPerSecond()))
        .put("p50Micros", phase.traffic().percentile(50))
        .put("maxWaitMillis", phase.traffic().longestWait() / 1_000);
  }

  private static double rounded(double rate) {
    return Math.round(rate * 10) / 10.0;
  }
}
