package io.weevil.apps.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.client.Traffic;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final Digest STATE = Digests.of(Bytes.utf8("state"));

  @TempDir private Path temporary;

  @Test
  void theJsonSaysWhatTheWorkloadDidWithoutItsPreparation() throws Exception {
    ReportJson.write(report(List.of()), temporary.resolve("report.json"));
    JsonNode json = new ObjectMapper().readTree(temporary.resolve("report.json").toFile());
    assertThat(json.get("operations").asLong()).isEqualTo(300);
    assertThat(json.get("operationsPerSecond").asDouble()).isEqualTo(100);
    assertThat(json.at("/latencyMicros/p50").asLong()).isEqualTo(1_000);
    assertThat(json.at("/latencyMicros/p99").asLong()).isBetween(50_000L, 50_100L);
    assertThat(json.at("/latencyMicros/max").asLong()).isBetween(50_000L, 50_100L);
    assertThat(json.at("/grades/speculative").asLong()).isEqualTo(100);
    assertThat(json.at("/grades/certified").asLong()).isEqualTo(200);
    assertThat(json.at("/grades/committed").asLong()).isZero();
    assertThat(json.get("trackSwitches").asInt()).isEqualTo(2);
    assertThat(json.get("views").asInt()).isEqualTo(1);
    assertThat(json.get("verified").asBoolean()).isTrue();
    assertThat(json.at("/digests/0").asText()).isEqualTo(STATE.value().toHex());
  }

  @Test
  void theJsonTellsEveryPhase() {
    JsonNode phases = ReportJson.tree(report(List.of())).get("phases");
    assertThat(phases).hasSize(3);
    assertThat(phases.get(0).get("name").asText()).isEqualTo("load");
    assertThat(phases.get(2).get("operationsPerSecond").asDouble()).isEqualTo(100);
    assertThat(phases.get(2).get("p50Micros").asLong()).isEqualTo(1_000);
    assertThat(phases.get(2).get("maxWaitMillis").asLong()).isEqualTo(50);
  }

  @Test
  void aFaultIsToldToProgramsAndPeople() {
    DemoReport bad = report(List.of("k1 does not read as the client was told"));
    assertThat(ReportJson.tree(bad).get("verified").asBoolean()).isFalse();
    assertThat(ReportText.summary(bad)).contains("NOT VERIFIED", "k1 does not read");
  }

  @Test
  void theSummaryTellsWhatHappened() {
    assertThat(ReportText.summary(report(List.of())))
        .contains("33.3 % speculative, 66.7 % certified", "switched 2 times", "50.0 ms")
        .contains(STATE.value().toHex())
        .contains("VERIFIED: all living replicas")
        .doesNotContain("NOT VERIFIED");
  }

  private static DemoReport report(List<String> faults) {
    return new DemoReport(
        List.of(
            new DemoReport.Phase("load", false, traffic(Grade.SPECULATIVE, 50, 500_000)),
            new DemoReport.Phase("all well", true, traffic(Grade.SPECULATIVE, 100, 500)),
            new DemoReport.Phase("paused", true, traffic(Grade.CERTIFIED, 200, 50_000))),
        2,
        1,
        new TreeMap<>(Map.of(new ReplicaId(0), STATE, new ReplicaId(1), STATE)),
        faults);
  }

  /** All calls but ten took a millisecond, those the longest; a hundred a second. */
  private static Traffic traffic(Grade grade, int calls, long longest) {
    Histogram latencies = new Histogram(3_600_000_000L, 3);
    latencies.recordValueWithCount(1_000, calls - 10);
    latencies.recordValueWithCount(longest, 10);
    return new Traffic(calls, 0, Map.of(grade, (long) calls), latencies, calls * 10_000_000L);
  }
}
