package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.bench.suite.Row;
import io.weevil.apps.bench.suite.Suite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @TempDir Path temporary;

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    refused("--replicas 5", "5 replicas are not 3F + 2C + 1");
    refused("--clients 0", "--clients must be at least 1, not 0");
    refused("--clients 4 --proxies 5", "--proxies must be 1 … --clients (4), not 5");
    refused("--operation-bytes -1", "--operation-bytes must be 0 … 100000, not -1");
    refused("--reply-bytes 1000000", "--reply-bytes must be 0 … 100000");
    refused("--seconds 0", "--seconds must be at least 1");
    refused("--warm-up -1", "--warm-up must be at least 0");
    refused("--runs 0", "--runs must be at least 1");
    refused("--rate -5", "--rate must be at least 0");
    refused("--track sideways", "sideways");
    refused("--peers paxos", "there is no peer 'paxos', only [unreplicated, ratis, ratis-plain]");
  }

  /** Eleven processes, one after the other or five at a time: half a minute on two idle cores. */
  @Test
  @Tag("processes")
  void aGroupAndItsPeersAreMeasuredAndVerified() throws Exception {
    Path json = temporary.resolve("bench.json");
    Path csv = temporary.resolve("bench.csv");
    String arguments =
        "bench --clients 4 --proxies 2 --operation-bytes 16 --reply-bytes 16 --warm-up 0"
            + " --seconds 2 --rate 20 --jvm -XX:TieredStopAtLevel=1"
            + " --set weevil.group.limits.checkpoint-interval=16 --peers unreplicated,ratis"
            + " --json %s --csv %s";
    int status = run(arguments.formatted(json, csv).split(" "));
    assertThat(status).as(out + "\n" + err).isZero();
    assertThat(out.toString()).contains("VERIFIED: 4 servers have one state");
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertThat(result.get("operationsPerSecond").asDouble()).isPositive();
    assertThat(result.get("latencyMicros").fieldNames())
        .toIterable()
        .contains("p50", "p99", "p999", "max");
    assertThat(result.get("latencyMicros").get("p50").asLong()).isPositive();
    assertThat(result.get("cpuMicrosPerOperation").fieldNames())
        .toIterable()
        .contains("all", "primary", "client");
    assertThat(result.get("grades").fieldNames())
        .toIterable()
        .containsExactly("speculative", "certified", "committed");
    for (JsonNode peer : List.of(result.at("/peers/unreplicated"), result.at("/peers/ratis"))) {
      assertThat(peer.get("operationsPerSecond").asDouble()).isPositive();
      assertThat(peer.at("/cpuMicrosPerOperation/primary").asDouble()).isPositive();
      assertThat(peer.get("verified").asBoolean()).isTrue();
    }
    assertThat(result.at("/peers/ratis/endings/0/digests")).hasSize(3);
    assertThat(result.get("primaryCpuAgainstUnreplicated").asDouble()).isPositive();
    assertThat(result.get("command").asText()).endsWith("--peers unreplicated,ratis");
    assertThat(result.get("digestsEqual").asBoolean()).isTrue();
    assertThat(result.get("perOperation").get("macs").asDouble()).isPositive();
    assertThat(Files.readAllLines(csv)).hasSize(4);
  }

  @Test
  void aSuitesPageIsWrittenFromWhatThereIs() throws Exception {
    Path page = temporary.resolve("page.md");
    String arguments = "bench suite --from-results --out " + page;
    assertThat(run(arguments.split(" "))).as(err.toString()).isZero();
    assertThat(Files.readString(page)).contains("`mac-64`", "not measured", "![", "(page.svg)");
    assertThat(temporary.resolve("page.svg")).exists();
    assertThat(run((arguments + " --rows nothing").split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("there is no row [nothing] in the suite, only mac-64");
  }

  @Test
  void theStandardSuitesRowsAreUnderstood() throws Exception {
    for (Row row : Suite.load(Suite.STANDARD).rows()) {
      String command = "bench " + String.join(" ", row.options());
      assertThat(Main.commandLine().parseArgs(command.split(" ")).errors()).as(command).isEmpty();
    }
  }

  private void refused(String options, String why) {
    err.getBuffer().setLength(0);
    assertThat(run(("bench " + options).split(" "))).as(options).isEqualTo(2);
    assertThat(err.toString()).as(options).contains(why);
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
