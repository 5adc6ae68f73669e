package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  }

  @Test
  void aGroupIsMeasuredAndVerified() throws Exception {
    Path json = temporary.resolve("bench.json");
    Path csv = temporary.resolve("bench.csv");
    String arguments =
        "bench --clients 4 --proxies 2 --operation-bytes 16 --reply-bytes 16 --warm-up 0"
            + " --seconds 2 --rate 20 --json %s --csv %s";
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
    assertThat(result.get("digestsEqual").asBoolean()).isTrue();
    assertThat(result.get("perOperation").get("macs").asDouble()).isPositive();
    assertThat(Files.readAllLines(csv)).hasSize(2);
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
