package io.weevil.apps.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.measure.Ending;
import io.weevil.apps.bench.measure.Result;
import io.weevil.apps.bench.measure.Run;
import io.weevil.apps.bench.peer.Peer;
import io.weevil.engine.model.Grade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The result for programs. Times in microseconds, sizes in bytes or MiB as their names say. */
public final class BenchJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final double MEBIBYTE = 1024 * 1024;

  private BenchJson() {}

  public static void write(Measured measured, Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(tree(measured)) + "\n");
  }

  static ObjectNode tree(Measured measured) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("command", String.join(" ", measured.command()));
    root.set("settings", MAPPER.valueToTree(measured.settings()));
    addResult(root, measured.result());
    ObjectNode peers = root.putObject("peers");
    measured.peers().forEach((name, result) -> addResult(peers.putObject(name), result));
    Result bare = measured.peers().get(Peer.UNREPLICATED.label());
    if (bare != null && bare.primaryCpuMicrosPerOperation() > 0) {
      root.put(
          "primaryCpuAgainstUnreplicated",
          precise(
              measured.result().primaryCpuMicrosPerOperation()
                  / bare.primaryCpuMicrosPerOperation()));
    }
    root.set("machine", MAPPER.valueToTree(measured.machine()));
    root.set("jvm", MAPPER.valueToTree(measured.jvm()));
    return root;
  }

  private static void addResult(ObjectNode root, Result result) {
    Run middle = result.middleRun();
    root.put(
        "operationsPerSecond", rounded(result.median(run -> run.window().operationsPerSecond())));
    root.set("latencyMicros", latency(result));
    root.set("cpuMicrosPerOperation", cpu(result));
    root.set("grades", grades(middle));
    root.set("gradeShares", gradeShares(middle));
    root.put("digestsEqual", result.digestsEqual());
    root.put("verified", result.verified());
    root.set("faults", MAPPER.valueToTree(result.faults()));
    root.put("steady", result.runs().stream().allMatch(run -> run.warmUp().steady()));
    root.put("servers", result.replicas());
    root.put("primary", result.primary());
    root.set("perOperation", perOperation(middle, middle.allCosts()));
    root.set("primaryPerOperation", perOperation(middle, costsOf(middle, result.primary())));
    root.set("clientPerOperation", perOperation(middle, middle.window().costs()));
    root.put("peakServerRssMiB", rounded(result.peakServerBytes() / MEBIBYTE));
    root.put("serverRssGrowthMiB", rounded(result.serverGrowthBytes() / MEBIBYTE));
    ObjectNode peaks = root.putObject("peakRssMiB");
    result.peakBytes().forEach((name, bytes) -> peaks.put(name, rounded(bytes / MEBIBYTE)));
    ArrayNode runs = root.putArray("runs");
    result.runs().forEach(run -> runs.add(run(run, result.primary())));
    ArrayNode endings = root.putArray("endings");
    result.endings().forEach(ending -> endings.add(ending(ending)));
  }

  private static Costs costsOf(Run run, String process) {
    return run.costs().getOrDefault(process, Costs.NONE);
  }

  private static ObjectNode latency(Result result) {
    return MAPPER
        .createObjectNode()
        .put("mean", rounded(result.median(run -> run.window().latencies().mean())))
        .put("p50", Math.round(result.median(run -> run.window().latencies().p50())))
        .put("p99", Math.round(result.median(run -> run.window().latencies().p99())))
        .put("p999", Math.round(result.median(run -> run.window().latencies().p999())))
        .put("max", Math.round(result.median(run -> run.window().latencies().max())));
  }

  private static ObjectNode cpu(Result result) {
    ObjectNode cpu = MAPPER.createObjectNode();
    cpu.put("all", rounded(result.median(Run::cpuMicrosPerOperation)));
    cpu.put("primary", rounded(result.median(r -> r.cpuMicrosPerOperation(result.primary()))));
    cpu.put("client", rounded(result.median(r -> r.cpuMicrosPerOperation("client"))));
    ObjectNode processes = cpu.putObject("processes");
    for (String process : result.middleRun().cpuSeconds().keySet()) {
      processes.put(process, rounded(result.median(r -> r.cpuMicrosPerOperation(process))));
    }
    return cpu;
  }

  private static ObjectNode grades(Run run) {
    ObjectNode grades = MAPPER.createObjectNode();
    for (Grade grade : Grade.values()) {
      grades.put(nameOf(grade), run.window().grades().getOrDefault(grade, 0L));
    }
    return grades;
  }

  private static ObjectNode gradeShares(Run run) {
    ObjectNode shares = MAPPER.createObjectNode();
    for (Grade grade : Grade.values()) {
      shares.put(nameOf(grade), Math.round(run.window().share(grade) * 10_000) / 10_000.0);
    }
    return shares;
  }

  private static String nameOf(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode perOperation(Run run, Costs costs) {
    double operations = Math.max(1, run.window().operations());
    ObjectNode node = MAPPER.createObjectNode();
    node.put("messagesSent", precise(costs.sentMessages() / operations));
    node.put("bytesSent", rounded(costs.sentBytes() / operations));
    node.put("messagesReceived", precise(costs.received() / operations));
    node.put("bytesReceived", rounded(costs.receivedBytes() / operations));
    node.put("messagesDropped", precise(costs.dropped() / operations));
    node.put("macs", precise(costs.macs() / operations));
    node.put("signatures", precise(costs.signatures() / operations));
    node.put("verifications", precise(costs.verifications() / operations));
    ObjectNode kinds = node.putObject("sentByKind");
    costs.sent().forEach((kind, sent) -> kinds.put(kind, precise(sent.messages() / operations)));
    ObjectNode bytes = node.putObject("bytesByKind");
    costs.sent().forEach((kind, sent) -> bytes.put(kind, rounded(sent.bytes() / operations)));
    return node;
  }

  private static ObjectNode run(Run run, String primary) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("operationsPerSecond", rounded(run.window().operationsPerSecond()));
    node.put("operations", run.window().operations());
    node.put("failed", run.window().failed());
    node.put("seconds", precise(run.window().seconds()));
    node.set("latencyMicros", MAPPER.valueToTree(run.window().latencies()));
    node.put("cpuMicrosPerOperation", rounded(run.cpuMicrosPerOperation()));
    node.put("primaryCpuMicrosPerOperation", rounded(run.cpuMicrosPerOperation(primary)));
    node.set("grades", grades(run));
    node.set(
        "perSecond",
        MAPPER.valueToTree(run.window().perSecond().stream().map(BenchJson::rounded).toList()));
    node.set("warmUp", warmUp(run.warmUp()));
    ObjectNode events = node.putObject("events");
    run.allCosts().events().forEach(events::put);
    return node;
  }

  private static ObjectNode warmUp(Run.WarmUp warmUp) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("seconds", rounded(warmUp.seconds()));
    node.put("steady", warmUp.steady());
    if (Double.isFinite(warmUp.spread())) {
      node.put("spread", precise(warmUp.spread()));
    }
    node.set(
        "lastWindowsPerSecond",
        MAPPER.valueToTree(warmUp.perSecond().stream().map(BenchJson::rounded).toList()));
    return node;
  }

  private static ObjectNode ending(Ending ending) {
    return MAPPER.valueToTree(ending);
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static double precise(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
