package io.weevil.apps.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.InMemoryClient;
import io.weevil.apps.kv.KeyValueOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import site.ycsb.ByteIterator;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class YcsbTest {

  private final InMemoryClient store = new InMemoryClient();
  private final Failures failures = new Failures();
  private final WeevilYcsbClient client = new WeevilYcsbClient(store, failures);

  @ParameterizedTest
  @ValueSource(
      strings = {"workloada", "workloadb", "workloadc", "workloadd", "workloade", "workloadf"})
  void everyOperationOfTheCoreWorkloadsSucceeds(String name) throws Exception {
    Properties properties = WorkloadFiles.load(name);
    run(properties, YcsbRun.Mode.LOAD, 1_000);
    YcsbRun run = run(properties, YcsbRun.Mode.TRANSACTIONS, 501);
    assertThat(run.operationsDone()).isEqualTo(501);
    assertThat(failures.first()).isEmpty();
  }

  @Test
  void aRunCanBeStopped() throws Exception {
    Properties properties = WorkloadFiles.load("workloada");
    run(properties, YcsbRun.Mode.LOAD, 1_000);
    YcsbRun run = start(properties, YcsbRun.Mode.TRANSACTIONS, Integer.MAX_VALUE);
    assertThat(run.await(Duration.ofMillis(1))).isFalse();
    run.requestStop();
    assertThat(run.await(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void aRecordHasTheFieldsThatWereInsertedAndUpdated() {
    assertThat(client.insert("t", "k", values(Map.of("x", "1", "y", "2")))).isEqualTo(Status.OK);
    assertThat(client.update("t", "k", values(Map.of("y", "3")))).isEqualTo(Status.OK);
    assertThat(read("k", null)).isEqualTo(Map.of("x", "1", "y", "3"));
    assertThat(read("k", Set.of("x"))).isEqualTo(Map.of("x", "1"));
    assertThat(failures.count()).isZero();
  }

  @Test
  void aScanStaysInItsTableAndGoesOnWhereAnAnswerWasFull() {
    String large = "v".repeat(40_000);
    for (int i = 0; i < 5; i++) {
      client.insert("t", "k" + i, values(Map.of("x", large)));
    }
    client.insert("t1", "k", values(Map.of("x", "1")));
    Vector<HashMap<String, ByteIterator>> found = new Vector<>();
    assertThat(client.scan("t", "k1", 100, null, found)).isEqualTo(Status.OK);
    assertThat(found).hasSize(4);
  }

  @Test
  void whatIsNotThereIsNotFoundAndNoted() {
    assertThat(client.read("t", "k", null, new HashMap<>())).isEqualTo(Status.NOT_FOUND);
    assertThat(client.delete("t", "k")).isEqualTo(Status.NOT_FOUND);
    assertThat(client.update("t", "k", values(Map.of("x", "1")))).isEqualTo(Status.NOT_FOUND);
    assertThat(failures.count()).isEqualTo(3);
    assertThat(failures.first().get(0)).startsWith("read of k: ");
  }

  @Test
  void aCallWithoutAResultIsAFailureThatIsNoted() {
    InMemoryClient broken =
        new InMemoryClient() {
          @Override
          public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
            return CompletableFuture.completedFuture(new Answer.Unknown("too late"));
          }
        };
    WeevilYcsbClient unlucky = new WeevilYcsbClient(broken, failures);
    assertThat(unlucky.insert("t", "k", values(Map.of("x", "1"))))
        .isEqualTo(Status.UNEXPECTED_STATE);
    assertThat(failures.first().get(0)).contains("too late");
  }

  @Test
  void anUnknownWorkloadIsNamedTogetherWithThoseOnBoard() {
    assertThatThrownBy(() -> WorkloadFiles.load("workloadz"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("workloadz")
        .hasMessageContaining("workloadf");
  }

  private YcsbRun run(Properties properties, YcsbRun.Mode mode, int operations) throws Exception {
    YcsbRun run = start(properties, mode, operations);
    assertThat(run.await(Duration.ofSeconds(30))).isTrue();
    return run;
  }

  private YcsbRun start(Properties properties, YcsbRun.Mode mode, int operations) throws Exception {
    return YcsbRun.start(
        properties,
        new YcsbRun.Load(mode, operations, 4, 0),
        () -> new WeevilYcsbClient(store, failures));
  }

  private Map<String, String> read(String key, Set<String> fields) {
    Map<String, ByteIterator> found = new HashMap<>();
    assertThat(client.read("t", key, fields, found)).isEqualTo(Status.OK);
    return StringByteIterator.getStringMap(found);
  }

  private static Map<String, ByteIterator> values(Map<String, String> values) {
    return StringByteIterator.getByteIteratorMap(values);
  }
}
