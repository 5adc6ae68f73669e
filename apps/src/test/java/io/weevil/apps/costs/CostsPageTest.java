package io.weevil.apps.costs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CostsPageTest {

  @Test
  void thePageInTheDocumentationIsWhatTheCommandWrites() throws Exception {
    assertThat(Files.readString(Path.of("../docs/costs.md")))
        .as("write it anew: ./weevil costs --out docs/costs.md")
        .isEqualTo(CostsPage.write());
  }
}
