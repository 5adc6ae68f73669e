package io.weevil.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ChaosCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @TempDir Path folder;

  @Test
  void aScenarioThatIsNotThereIsNamed() {
    assertThat(run("chaos", "run", folder.resolve("no.conf").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no.conf is not a readable file").doesNotContain("\tat ");
  }

  @Test
  void theErrorsOfAllFilesAreToldAndNothingIsStarted() throws IOException {
    Path a = scenario("a", "duration = 1s");
    Path b = scenario("b", "seed = 1, duration = 1s, load.keys = 0");
    Path reports = folder.resolve("reports");
    assertThat(run("chaos", "run", "--out", reports.toString(), a.toString(), b.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("a.conf: the configuration has 1 error", "chaos.seed")
        .contains("b.conf: the configuration has 1 error", "chaos.load.keys = 0")
        .doesNotContain("\tat ");
    assertThat(out.toString()).doesNotContain("Making keys");
    assertThat(reports).doesNotExist();
  }

  @Test
  void withoutAFileItIsCalledWrongly() {
    assertThat(run("chaos", "run")).isEqualTo(2);
    assertThat(run("chaos", "run", "--slower", "0", "a.conf")).isEqualTo(2);
    assertThat(err.toString()).contains("--slower must be 1 … 100, not 0");
  }

  @Test
  void peopleAreNotShownWhatTheRunnerCalls() {
    assertThat(run("chaos", "--help")).isZero();
    assertThat(out.toString()).contains("run").doesNotContain("node");
  }

  private Path scenario(String name, String text) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".conf"), "# It shows.\nchaos { " + text + " }\n");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
