package io.weevil.testkit.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Rule("R-STATE")
class TransferMeasurementTest {

  @TempDir private Path folder;

  /** Sealed and opened as in production, from files, over the state of a transfer before. */
  @Test
  void aStateComesThroughTheDoorsAndFromDiskTwice() {
    long bytes = 3 << 20;

    List<TransferMeasurement.Result> results = TransferMeasurement.measure(bytes, folder);

    assertThat(results).hasSize(2).allMatch(r -> r.bytes() > bytes && r.bytes() < bytes + 1_000);
  }
}
