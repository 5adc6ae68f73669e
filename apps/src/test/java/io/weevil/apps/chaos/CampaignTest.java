package io.weevil.apps.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weevil.apps.chaos.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real signals, faults on real links. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CampaignTest {

  private static final String MAIN = "io.weevil.apps.cli.Main";

  private final StringWriter said = new StringWriter();
  private @TempDir Path folder;

  @Test
  void aGroupBearsLossAPauseAndALearner() throws Exception {
    assertThat(
            run(
                "bears",
                """
                timeline = [
                  { at = 1s, rule { name = lossy, kinds = [PREPARE, COMMIT, SPEC_RESPONSE], drop = 0.2 } }
                  { at = 1s, rule { name = late, from = [client-0], to = [backups], delay = 5ms } }
                  { at = 2s, end = lossy }
                  { at = 2s, action = pause, replica = 2 }
                  { at = 3s, action = resume, replica = paused }
                ]
                expect { max-view-changes = 20, min-answered = 20, calls-end-within = 60s }
                """))
        .as(said.toString())
        .isTrue();
    JsonNode verdict = verdict("bears");
    assertThat(verdict.get("passed").asBoolean()).isTrue();
    assertThat(verdict.get("rules").get("lossy").get("drop").asInt()).isPositive();
    assertThat(verdict.get("rules").get("late").get("delay").asInt()).isPositive();
    assertThat(verdict.get("digests")).hasSize(4);
    assertThat(folder.resolve("bears/report.html")).content().contains("verdict passed");
    assertThat(folder.resolve("bears/logs/replica-2.log")).content().contains("chaos: begin lossy");
    assertThat(Files.readAllLines(folder.resolve("bears/history.jsonl")).size())
        .isGreaterThan(verdict.get("numbers").get("calls").asInt());
    assertThat(folder.resolve("index.html")).content().contains("1 of 1 scenarios passed");
  }

  /** A verdict that cannot fail proves nothing. */
  @Test
  void whatDoesNotHoldFailsTheCampaignAndIsSaid() throws Exception {
    assertThat(
            run(
                "fails",
                """
                timeline = [{ at = 500ms, action = kill, replica = 3 }]
                expect { min-view-changes = 50, max-view-changes = 60, learners = [3], min-answered = 1 }
                """))
        .isFalse();
    assertThat(verdict("fails").get("passed").asBoolean()).isFalse();
    assertThat(said.toString())
        .contains("FAILED fails", "the primary is replaced as often as expected")
        .contains("expected 50 … 60", "learners are [], expected [3]")
        .contains(folder.resolve("fails").toString());
    assertThat(folder.resolve("fails/report.html")).content().contains("verdict failed");
  }

  private boolean run(String name, String what) throws Exception {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        "# A short one.\n"
            + "chaos { seed = 3, duration = 4s, load { rate = 100, keys = 6, deadline = 60s }\n"
            + what
            + "}\n");
    return Campaign.run(
        List.of(ScenarioFile.load(file)), folder, MAIN, new PrintWriter(said, true));
  }

  private JsonNode verdict(String name) throws Exception {
    return new ObjectMapper().readTree(folder.resolve(name).resolve("verdict.json").toFile());
  }
}
