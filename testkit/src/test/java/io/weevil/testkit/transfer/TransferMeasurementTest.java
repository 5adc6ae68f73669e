package io.weevil.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Rule("R-STATE")
class TransferMeasurementTest {

  private static final int STATE_MIB = 48;

  @TempDir private Path folder;

  /** Sealed and opened as in production, from files, over the state of a transfer before. */
  @Test
  void aStateComesThroughTheDoorsAndFromDiskTwice() {
    long bytes = 3 << 20;

    List<TransferMeasurement.Result> results = TransferMeasurement.measure(bytes, folder);

    assertThat(results).hasSize(2).allMatch(r -> r.bytes() > bytes && r.bytes() < bytes + 1_000);
  }

  /**
   * In a JVM whose heap holds the state once and not twice. The second transfer finds the first
   * state in memory.
   */
  @Test
  @Timeout(300)
  void neitherTheOwnStateNorTheFetchedOneIsEverThereTwice() throws Exception {
    Path said = folder.resolve("said.txt");
    Process process = inHeapOf(STATE_MIB * 7 / 4, said);
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(said);
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text.lines().filter(l -> l.startsWith(STATE_MIB + " MiB fetched"))).hasSize(2);
  }

  private Process inHeapOf(int mebibytes, Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + mebibytes + "m",
            "-XX:+UseG1GC", // which sets no generation aside that a state could not use
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            TransferMeasurement.class.getName(),
            Integer.toString(STATE_MIB))
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }
}
