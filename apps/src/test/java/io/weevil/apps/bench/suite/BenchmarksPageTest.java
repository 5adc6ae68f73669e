package io.weevil.apps.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchmarksPageTest {

  private static final Path DOCS = Path.of("../docs");

  @Test
  void thePageAndThePlotAreWhatTheCommandMakesOfTheResults() throws IOException {
    Suite suite = Suite.load(Suite.STANDARD);
    SuiteResults results = SuiteResults.read(suite, DOCS.resolve("benchmarks"));
    String command = "write it anew: ./weevil bench suite --from-results --out docs/benchmarks.md";
    assertThat(Files.readString(DOCS.resolve("benchmarks.md")))
        .as(command)
        .isEqualTo(SuitePage.write(suite, results, "benchmarks.svg"));
    assertThat(Files.readString(DOCS.resolve("benchmarks.svg")))
        .as(command)
        .isEqualTo(LatencyPlot.draw(suite, results));
  }
}
