package io.weevil.apps.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.keys.GroupPlan;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.apps.structure.Documents;
import io.weevil.apps.structure.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios of this repository. */
class ScenarioFilesTest {

  private static final int LEAST = 12;
  private static final int WORDS = 12;

  private @TempDir Path folder;

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(SourceTree.ROOT.resolve("conf/chaos"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyOneIsReadAndSaysWhatItShows(Path file) throws IOException {
    Scenario scenario = ScenarioFile.load(file);
    assertThat(scenario.comment().split(" ")).hasSizeGreaterThan(WORDS);
    assertThat(scenario.comment()).endsWith(".");
    assertThat(scenario.timeline()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void itsSettingsAreSettingsOfNodesAndClients(Path file) throws IOException {
    Scenario scenario = ScenarioFile.load(file);
    KeyFolder.write(folder, plan(scenario), new SecureRandom(), Instant.now());
    var settings = ConfigFactory.parseMap(scenario.group().settings());
    for (int i = 0; i < scenario.group().quorums().n(); i++) {
      Path replica = KeyFolder.replicaConfiguration(folder, i);
      WeevilSettings.forReplica(settings.withFallback(ConfigurationFile.load(replica)));
    }
    Path client = KeyFolder.clientConfiguration(folder, 0);
    WeevilSettings.forClient(settings.withFallback(ConfigurationFile.load(client)));
  }

  @Test
  void thereAreAtLeastTwelveAndEachHasASeedOfItsOwn() throws IOException {
    List<Long> seeds = new ArrayList<>();
    for (Path file : files()) {
      seeds.add(ScenarioFile.load(file).seed());
    }
    assertThat(seeds).hasSizeGreaterThanOrEqualTo(LEAST).doesNotHaveDuplicates();
  }

  @Test
  void everyOneIsInTheDocuments() throws IOException {
    String page = Documents.page("docs/chaos.md").text();
    for (Path file : files()) {
      assertThat(page).contains("| `" + ScenarioFile.load(file).name() + "` |");
    }
  }

  @Test
  void theDocumentedExampleIsAScenario() throws IOException {
    List<String> examples = Documents.page("docs/chaos.md").blocks("hocon");
    assertThat(examples).hasSize(1);
    Path file = Files.writeString(folder.resolve("example.conf"), examples.get(0));
    assertThat(ScenarioFile.load(file).timeline()).hasSize(4);
  }

  private static GroupPlan plan(Scenario scenario) {
    List<PeerAddress> addresses =
        IntStream.range(0, scenario.group().quorums().n())
            .mapToObj(i -> new PeerAddress("127.0.0.1", 7_400 + i))
            .toList();
    return new GroupPlan(
        "chaos",
        scenario.group().quorums(),
        addresses,
        1,
        scenario.group().authentication(),
        Duration.ofDays(1));
  }
}
