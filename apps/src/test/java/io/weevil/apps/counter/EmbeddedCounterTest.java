package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.Weevil;
import io.weevil.actors.client.Answer;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.apps.keys.GroupPlan;
import io.weevil.apps.keys.KeyFolder;
import io.weevil.apps.structure.Documents;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.quorum.Quorums;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How to embed Weevil; README.md shows it. */
class EmbeddedCounterTest {

  private static final Path SOURCE =
      Path.of("src/test/java/io/weevil/apps/counter/EmbeddedCounterTest.java");

  @TempDir private Path folder;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    systems.forEach(ActorSystem::terminate);
    for (ActorSystem<Void> system : systems) {
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  /** No honest behaviour produces evidence: each replica's auditor has watched the others. */
  private void assertNoEvidence() throws IOException {
    for (int i = 0; i < 4; i++) {
      Config config = ConfigurationFile.load(KeyFolder.replicaConfiguration(folder, i));
      Path evidence = WeevilSettings.forReplica(config).replica().orElseThrow().evidenceFolder();
      assertThat(new EvidenceFolder(evidence).files()).as("evidence of r%d", i).isEmpty();
    }
  }

  @Test
  void theReadmesReplicasAndClientCount() throws Exception {
    List<PeerAddress> addresses =
        IntStream.range(0, 4).mapToObj(i -> new PeerAddress("127.0.0.1", freePort())).toList();
    GroupPlan plan =
        new GroupPlan(
            "test",
            new Quorums(1, 0),
            addresses,
            1,
            RequestAuthentication.SIGNATURE,
            Duration.ofDays(1));
    KeyFolder.write(folder, plan, new SecureRandom(), Instant.now());
    for (int i = 0; i < 4; i++) {
      startReplica(system(KeyFolder.replicaConfiguration(folder, i)));
    }

    Answer<Long> answer =
        count(system(KeyFolder.clientConfiguration(folder, 0))).get(60, TimeUnit.SECONDS);

    assertThat(answer)
        .isInstanceOfSatisfying(Answer.Done.class, done -> assertThat(done.result()).isEqualTo(1L));
    assertNoEvidence();
  }

  private static void startReplica(ActorSystem<Void> system) {
    Weevil.get(system).startReplica(Counter::new, new Counter.Codec());
  }

  private static CompletableFuture<Answer<Long>> count(ActorSystem<Void> system) {
    WeevilClient<Counter.Operation, Long> counter =
        Weevil.get(system).startClient(new Counter.Codec());
    CompletableFuture<Answer<Long>> sum = counter.execute(new Counter.Operation.Add(1));
    sum.thenAccept(
        answer -> {
          switch (answer) {
            case Answer.Done<Long> done -> System.out.println(done.result());
            case Answer.Failed<Long> failed -> System.out.println("refused: " + failed.reason());
            case Answer.Rejected<Long> rejected ->
                System.out.println("not sent: " + rejected.why());
            case Answer.Unknown<Long> unknown ->
                System.out.println("who knows: " + unknown.known());
          }
        });
    return sum;
  }

  private ActorSystem<Void> system(Path configuration) throws IOException {
    Config quiet = ConfigFactory.parseString("pekko.jvm-shutdown-hooks = off");
    Config config = quiet.withFallback(ConfigurationFile.load(configuration));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "application", config);
    systems.add(system);
    return system;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theReadmeShowsThisVeryCode() throws IOException {
    String source = withoutWhitespace(Files.readString(SOURCE));
    assertThat(Documents.page("README.md").blocks("java"))
        .filteredOn(block -> block.contains("Weevil.get("))
        .hasSize(2)
        .allSatisfy(block -> assertThat(source).contains(withoutWhitespace(block)));
  }

  private static String withoutWhitespace(String code) {
    return code.replaceAll("\\s+", "");
  }
}
