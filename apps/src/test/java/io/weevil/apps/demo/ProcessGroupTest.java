package io.weevil.apps.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.process.EchoNode;
import io.weevil.engine.quorum.Quorums;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ProcessGroupTest {

  /** Beside the keys, where replicas keep it by default. */
  @Test
  void itFindsWhatReplicasKeepAsEvidence() throws Exception {
    try (ProcessGroup group =
        ProcessGroup.start(
            ProcessGroup.Plan.standard("test", new Quorums(1, 0)),
            EchoNode.class.getName(),
            Duration.ofSeconds(60))) {
      assertThat(group.evidence()).isEmpty();
      Path folder = Files.createDirectory(group.clientConfiguration().resolveSibling("evidence"));
      Path file = Files.createFile(folder.resolve("r2-conflicting-votes-00.evidence"));
      assertThat(group.evidence()).containsExactly(file);
    }
  }
}
