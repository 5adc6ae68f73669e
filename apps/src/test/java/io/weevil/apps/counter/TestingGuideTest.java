package io.weevil.apps.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.apps.counter.Counter.Operation;
import io.weevil.apps.counter.Counter.Operation.Add;
import io.weevil.apps.structure.Documents;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.LyingPrimary;
import io.weevil.testkit.actors.Silence;
import io.weevil.testkit.group.ClientProbe;
import io.weevil.testkit.group.ReplicaProbe;
import io.weevil.testkit.group.ReplicatedGroup;
import io.weevil.testkit.group.Submission;
import io.weevil.testkit.group.TestClient;
import io.weevil.testkit.group.TestTime;
import io.weevil.testkit.junit.Seed;
import io.weevil.testkit.junit.WeevilTestKit;
import io.weevil.testkit.linearizability.Model;
import io.weevil.testkit.network.FaultRule;
import io.weevil.testkit.network.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/testing-your-service.md and README.md say about tests, as tests. */
class TestingGuideTest {

  private static final Path FOLDER = Path.of("src/test/java/io/weevil/apps/counter");

  @RegisterExtension
  static final WeevilTestKit<Operation, Long> KIT =
      WeevilTestKit.of(Counter::new, new Counter.Codec())
          .faults(1)
          .seed(7)
          .checkpointEvery(4)
          .latency(Duration.ofMillis(1), Duration.ofMillis(10));

  @Test
  void timeIsTheTests(TestClient<Operation, Long> client, TestTime time) {
    Submission<Long> sum = client.submit(new Add(1));
    assertThat(sum.isDone()).isFalse();
    time.pass(Duration.ofMillis(500));
    assertThat(sum.result()).isEqualTo(1);
    time.runUntil(() -> time.elapsed().toSeconds() >= 3600, Duration.ofHours(2));
  }

  @Test
  void theNetworkObeysRules(TestNetwork network, TestClient<Operation, Long> client) {
    network.drop(0.1).of(MessageKind.PREPARE).from(0).to(1, 2);
    network.delay(Duration.ofMillis(50)).toClients().lasting(Duration.ofSeconds(5));
    network.duplicate(0.2);
    network.reorder(0.2).fromClients();
    network.corrupt(0.01);
    network.throttle(1_000_000).from(1);
    FaultRule split = network.partition(Set.of(0, 1), Set.of(2, 3)).lasting(Duration.ofSeconds(3));
    FaultRule oneWay = network.cut(3, 0);

    assertThat(client.execute(new Add(1))).isEqualTo(1);
    assertThat(split.hits()).isPositive();
    oneWay.end();
    network.heal();
  }

  @Test
  void replicasCrashAndLie(ReplicatedGroup<Operation, Long> group) {
    TestClient<Operation, Long> client = group.newClient();
    group.replica(3).pause();
    client.execute(new Add(1));
    group.replica(3).resume();
    group.replica(2).slowDown(Duration.ofMillis(2));
    group.replica(2).skewClock(Duration.ofSeconds(1));
    group.replica(0).behave(Silence.complete());
    assertThat(client.execute(new Add(1))).isEqualTo(2);
    assertThat(group.primary().id().index()).isEqualTo(1);
  }

  @Test
  void anEquivocatingPrimaryConvincesNobody(ReplicatedGroup<Operation, Long> group) {
    group.replica(0).behave(LyingPrimary.equivocating(Set.of(group.replica(3).id())));
    assertThat(group.newClient().execute(new Add(1))).isEqualTo(1);
  }

  @Test
  void aProbeStandsInForAReplica(ReplicatedGroup<Operation, Long> group) {
    ReplicaProbe probe = group.replica(3).replaceByProbe();
    group.newClient().execute(new Add(1));

    OrderReq order = probe.expectMessage(OrderReq.class);
    assertThat(order.batch().requests()).hasSize(1);
    probe.sayToAll(probe.signer().noConfidence(View.ZERO));
    probe.expectNoMessage(OrderReq.class, Duration.ofSeconds(1));
  }

  @Test
  void aProbeIsAClient(ClientProbe<Operation, Long> probe) {
    probe.hello();
    probe.sayToAll(new Ask(probe.request(1, new Add(1), new Add(2))));
    assertThat(probe.expectMessage(SpecResponse.class).number()).isEqualTo(1);
  }

  @Test
  void aModelOfItsOwnExplainsTheHistory(ReplicatedGroup<Operation, Long> group) {
    TestClient<Operation, Long> one = group.newClient();
    TestClient<Operation, Long> other = group.newClient();
    List.of(one.submit(new Add(1)), other.submit(new Add(2)), one.submit(new Add(4)))
        .forEach(Submission::await);
    group.assertLinearizable(new Sum());
  }

  /** What a counter does, in its simplest words. */
  record Sum() implements Model<Long, Operation, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Step<Long, Long> step(Long sum, Operation operation) {
      long next = operation instanceof Add(long amount) ? sum + amount : sum;
      return new Step<>(next, next);
    }
  }

  @RepeatedTest(3)
  void holdsForManySeeds(TestClient<Operation, Long> client) {
    assertThat(client.execute(new Add(1))).isEqualTo(1);
  }

  @Test
  @Seed(42)
  void stillHoldsForASeedThatOnceFailed(TestClient<Operation, Long> client) {
    assertThat(client.execute(new Add(1))).isEqualTo(1);
  }

  @Test
  void everyPieceOfCodeInTheGuideIsPartOfATest() throws IOException {
    String sources = source("CounterGroupTest.java") + source("TestingGuideTest.java");
    List<String> pieces = Documents.page("docs/testing-your-service.md").blocks("java");
    assertThat(pieces).hasSizeGreaterThan(8);
    assertThat(pieces).allSatisfy(piece -> assertThat(sources).contains(stripped(piece)));
    assertThat(stripped(pieces.get(0))).isEqualTo(source("CounterGroupTest.java"));
  }

  @Test
  void theReadmeShowsPartsOfTheseTests() throws IOException {
    String source = source("CounterGroupTest.java");
    assertThat(Documents.page("README.md").blocks("java"))
        .filteredOn(block -> block.contains("WeevilTestKit") || block.contains("group.network()"))
        .hasSize(2)
        .allSatisfy(block -> assertThat(source).contains(stripped(block)));
  }

  private static String source(String name) throws IOException {
    return stripped(Files.readString(FOLDER.resolve(name)));
  }

  private static String stripped(String code) {
    return code.lines().map(String::strip).reduce("", (text, line) -> text + line + "\n");
  }
}
