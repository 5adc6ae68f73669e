package io.weevil.apps.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {

  private static final String SUITE =
      """
      common = "--clients 64 --runs 5"
      rows = [
        { name = one, work = "first work", options = "--runs 1", plotted = true
          targets = [ { figure = operationsPerSecond, at-least = 100, unit = "operations/s" } ] }
        { name = two, work = "second work", options = "--track agreed"
          targets = [
            { figure = operationsPerSecond, at-least = 0.6, of = one, unit = "× one" }
            { figure = latencyMicros.p50, at-most = 700, unit = "µs" } ] }
      ]
      notes = [ { setting = language, here = Java, papers = "C++" } ]
      """;

  private @TempDir Path folder;

  @Test
  void aRowsOptionsComeBeforeTheCommonOnes() throws IOException {
    assertThat(suite().rows().get(0).options()).containsExactly("--runs", "1", "--clients", "64");
    assertThat(suite().rows().get(1).options())
        .containsExactly("--track", "agreed", "--clients", "64", "--runs", "5");
  }

  @Test
  void theStandardSuiteHasTheRowsThatItComparesWith() throws IOException {
    assertThat(Suite.load(Suite.STANDARD).rows()).hasSizeGreaterThan(10);
    Files.writeString(folder.resolve("bad.conf"), SUITE.replace("of = one", "of = three"));
    assertThatThrownBy(() -> Suite.load(folder.resolve("bad.conf").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("three, which there is not");
    assertThatThrownBy(() -> Suite.load("nowhere.conf"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no suite nowhere.conf");
  }

  @Test
  void thePageSaysWhatWasMetAndWhatWasNot() throws IOException {
    measured("one", 200, 500, true);
    measured("two", 100, 800, true);
    assertThat(page())
        .contains("| `one` | first work | ≥ 100 operations/s | 200 | yes |")
        .contains("| `two` | second work | ≥ 0.60 × one | 0.50 | no |")
        .contains("| `two` | second work | ≤ 700 µs | 800 | no |")
        .contains("./weevil bench --was run\n")
        .contains("| language | Java | C++ |")
        .contains("EPYC, 2 cores");
  }

  @Test
  void whatWasNotVerifiedMeetsNothing() throws IOException {
    measured("one", 200, 500, false);
    assertThat(page())
        .contains("| `one` | first work | ≥ 100 operations/s | 200 | no: not verified |");
  }

  @Test
  void whatWasNotMeasuredIsNotMet() throws IOException {
    measured("two", 100, 800, true);
    assertThat(page())
        .contains("| `one` | first work | ≥ 100 operations/s | not measured |  |")
        .contains("| `two` | second work | ≥ 0.60 × one | not measured |  |")
        .contains("./weevil bench --runs 1 --clients 64\n");
  }

  @Test
  void thePlotHasALineForEachSubjectOfTheRowsThatAreInIt() throws IOException {
    measured("one", 200, 500, true);
    measured("two", 100, 800, true);
    String plot = LatencyPlot.draw(suite(), results());
    assertThat(plot).startsWith("<svg xmlns").contains("Weevil, 64 callers", "ratis, 64 callers");
    assertThat(plot.split("<polyline", -1)).hasSize(1 + 2 * 2);
  }

  @Test
  void aPlotOfNothingIsAPlotAllTheSame() throws IOException {
    assertThat(LatencyPlot.draw(suite(), results())).endsWith("</svg>\n").doesNotContain("NaN");
  }

  private Suite suite() throws IOException {
    Path file = Files.writeString(folder.resolve("suite.conf"), SUITE);
    return Suite.load(file.toString());
  }

  private SuiteResults results() throws IOException {
    return SuiteResults.read(suite(), folder);
  }

  private String page() throws IOException {
    return SuitePage.write(suite(), results(), "plot.svg");
  }

  private void measured(String row, int perSecond, int p50, boolean verified) throws IOException {
    String figures =
        "\"operationsPerSecond\": %d, \"latencyMicros\": {\"p50\": %d, \"p99\": 900}"
            .formatted(perSecond, p50);
    Files.writeString(
        folder.resolve(row + ".json"),
        """
        {"command": "bench --was run", "settings": {"clients": 64}, %s,
         "verified": %s, "machine": {"cpu": "EPYC", "processors": 2},
         "peers": {"ratis": {%s}}}
        """
            .formatted(figures, verified, figures));
  }
}
