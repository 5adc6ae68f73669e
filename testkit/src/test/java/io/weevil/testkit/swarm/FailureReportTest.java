package io.weevil.testkit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.testkit.monitor.Invariant;
import io.weevil.testkit.monitor.Violation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReportTest {

  @TempDir private Path folder;

  @Test
  void aFailureIsToldInWordsAndDrawn() throws Exception {
    Plan plan = Draw.of(1, Profile.CRASH, 1).with(List.of());
    Outcome outcome = Run.of(plan);
    Outcome failed =
        new Outcome(
            plan,
            List.of(new Violation(Invariant.LIVENESS, "a caller <waits> & waits", Duration.ZERO)),
            outcome.fingerprint(),
            outcome.steps(),
            outcome.events(),
            outcome.calls(),
            outcome.virtual(),
            outcome.tally());
    FailureReport report = FailureReport.of(failed);
    assertThat(report.outcome().fingerprint()).as("the same run").isEqualTo(outcome.fingerprint());
    List<String> words = report.told();
    assertThat(words).anyMatch(line -> line.contains("client-0 → replica-0"));
    assertThat(words).anyMatch(line -> line.contains("is told: Done"));
    Path chart = folder.resolve("chart.svg");
    Files.writeString(chart, report.chart("a <title> & more"));
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(chart.toFile())
                .getElementsByTagName("line")
                .getLength())
        .isGreaterThan(50);
  }
}
