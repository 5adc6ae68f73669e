package io.weevil.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.client.Answer;
import io.weevil.actors.client.GroupStatus;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.evidence.EvidenceFolder;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four nodes and a client, each with an actor system of its own, over loopback. */
@Timeout(240)
class GroupOverArteryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private GroupFiles files;

  @BeforeEach
  void makeGroup() {
    files = new GroupFiles(directory);
  }

  /** No honest behaviour produces evidence: each replica's auditor has watched the others. */
  @AfterEach
  void stopAllAndFindNoEvidence() throws Exception {
    for (ActorSystem<Void> system : systems) {
      system.terminate();
    }
    for (ActorSystem<Void> system : systems) {
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    for (int i = 0; i < 4; i++) {
      Path folder =
          WeevilSettings.forReplica(files.replica(i)).replica().orElseThrow().evidenceFolder();
      assertThat(new EvidenceFolder(folder).files()).as("evidence of r%d", i).isEmpty();
    }
  }

  @Test
  void aHundredOperationsEndAndEveryReplicaHasExecutedThem() throws Exception {
    for (int i = 0; i < 4; i++) {
      startReplica(i);
    }
    WeevilClient<Long, Long> client = startClient("alice");

    long last = 0;
    for (int i = 1; i <= 100; i++) {
      last = done(client.execute(1L));
    }

    assertThat(last).isEqualTo(100);
    assertThat(done(client.read(0L))).isEqualTo(100);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              GroupStatus status =
                  client
                      .status(Duration.ofSeconds(5))
                      .toCompletableFuture()
                      .get(20, TimeUnit.SECONDS);
              assertThat(status.silent()).isEmpty();
              assertThat(status.reports().values())
                  .allSatisfy(report -> assertThat(report.executed()).isGreaterThan(new Slot(99)))
                  .allSatisfy(
                      report -> assertThat(report.stable()).isGreaterThanOrEqualTo(new Slot(96)));
              assertThat(
                      status.reports().values().stream().map(r -> r.checkpointState()).distinct())
                  .hasSize(1);
            });
  }

  @Test
  void manyCallsAtOnceEachEndOnce() throws Exception {
    for (int i = 0; i < 4; i++) {
      startReplica(i);
    }
    WeevilClient<Long, Long> client = startClient("alice");

    List<CompletableFuture<Answer<Long>>> calls =
        LongStream.range(0, 500).mapToObj(i -> client.execute(1L)).toList();
    List<Long> results = new ArrayList<>();
    for (CompletableFuture<Answer<Long>> call : calls) {
      results.add(done(call));
    }

    assertThat(results).containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  @Test
  void anErrorOfTheServiceReachesItsCaller() throws Exception {
    for (int i = 0; i < 4; i++) {
      startReplica(i);
    }
    WeevilClient<Long, Long> client = startClient("alice");
    done(client.execute(5L));

    Answer<Long> answer = client.execute(-6L).get(60, TimeUnit.SECONDS);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> assertThat(failed.reason()).contains("IllegalStateException"));
  }

  @Test
  void threeOfFourReplicasServeAndTheFourthCatchesUp() throws Exception {
    for (int i = 0; i < 3; i++) {
      startReplica(i);
    }
    WeevilClient<Long, Long> client = startClient("alice");
    for (int i = 1; i <= 20; i++) {
      assertThat(client.execute(1L).get(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Answer.Done.class, done -> assertThat(done.grade()).isNotEqualTo(Grade.SPECULATIVE));
    }

    startReplica(3);

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              GroupStatus status =
                  client
                      .status(Duration.ofSeconds(5))
                      .toCompletableFuture()
                      .get(20, TimeUnit.SECONDS);
              return status.silent().isEmpty()
                  && status.reports().values().stream()
                      .allMatch(r -> r.executed().isAfter(new Slot(19)));
            });
  }

  private static long done(CompletableFuture<Answer<Long>> call) throws Exception {
    Answer<Long> answer = call.get(60, TimeUnit.SECONDS);
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<Long>) answer).result();
  }

  private void startReplica(int id) {
    Weevil.get(system(files.replica(id))).startReplica(CounterService::new, CounterService.CODEC);
  }

  private WeevilClient<Long, Long> startClient(String name) {
    return Weevil.get(system(files.client(name))).startClient(CounterService.CODEC);
  }

  private ActorSystem<Void> system(Config config) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(), "test", config.withFallback(ConfigFactory.defaultReference()));
    systems.add(system);
    return system;
  }
}
