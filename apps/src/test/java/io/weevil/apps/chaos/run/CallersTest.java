package io.weevil.apps.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weevil.apps.chaos.recording.CallHistory;
import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.chaos.scenario.Scenario.Load;
import io.weevil.apps.chaos.scenario.Scenario.Writing;
import io.weevil.apps.client.Answer;
import io.weevil.apps.client.InMemoryClient;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CallersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CallHistory history = new CallHistory(System::nanoTime);

  @Test
  void everyCallIsRecordedWithItsOutcome() throws Exception {
    Callers callers = start(load(4, 5_000, Writing.MIXED), new InMemoryClient());
    await().atMost(PATIENCE).until(() -> history.calls().size() > 2_000);
    callers.stop();
    assertThat(callers.awaitEnd(PATIENCE)).isTrue();
    List<CallRecord> calls = history.calls();
    assertThat(calls).allMatch(CallRecord::hasEnded).allMatch(c -> c.ended() >= c.called());
    assertThat(calls)
        .extracting(CallRecord::caller)
        .containsOnly("client-0/0", "client-0/1", "client-0/2", "client-0/3");
    assertThat(calls).extracting(CallRecord::key).containsOnly("k0", "k1", "k2");
    assertThat(calls)
        .filteredOn(c -> c.operation().isRead())
        .hasSizeBetween(calls.size() * 4 / 10, calls.size() * 6 / 10);
    assertThat(calls)
        .extracting(c -> c.operation().getClass().getSimpleName())
        .contains("Get", "Put", "CompareAndSet");
  }

  @Test
  void swapsExpectWhatTheCallerSawAndSomeSucceed() throws Exception {
    Callers callers = start(load(2, 5_000, Writing.SWAP), new InMemoryClient());
    await().atMost(PATIENCE).until(() -> history.calls().size() > 500);
    callers.stop();
    callers.awaitEnd(PATIENCE);
    List<CallRecord> swaps = history.calls().stream().filter(c -> !c.operation().isRead()).toList();
    assertThat(swaps).anyMatch(c -> c.result().get() instanceof KeyValueResult.Done);
    assertThat(swaps).anyMatch(c -> c.result().get() instanceof KeyValueResult.Mismatch);
  }

  @Test
  void noValueIsWrittenTwiceAndAllAreAsLongAsAskedFor() throws Exception {
    Callers callers = start(load(3, 5_000, Writing.PUT), new InMemoryClient());
    await().atMost(PATIENCE).until(() -> history.calls().size() > 500);
    callers.stop();
    callers.awaitEnd(PATIENCE);
    List<Bytes> written =
        history.calls().stream()
            .filter(c -> c.operation() instanceof KeyValueOperation.Put)
            .map(c -> ((KeyValueOperation.Put) c.operation()).value())
            .toList();
    assertThat(written).doesNotHaveDuplicates().allMatch(value -> value.size() == 40);
  }

  @Test
  void aCallThatDoesNotEndIsInTheHistoryAndIsNotWaitedForWithoutEnd() throws Exception {
    CompletableFuture<Answer> never = new CompletableFuture<>();
    KeyValueClient silent =
        new InMemoryClient() {
          @Override
          public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
            return never;
          }
        };
    Callers callers = start(load(1, 1_000, Writing.PUT), silent);
    await().atMost(PATIENCE).until(() -> !history.calls().isEmpty());
    callers.stop();
    assertThat(callers.awaitEnd(Duration.ofMillis(50))).isFalse();
    assertThat(history.calls()).singleElement().matches(call -> !call.hasEnded());
    never.completeExceptionally(new IllegalStateException("broken"));
    await().atMost(PATIENCE).until(() -> history.calls().get(0).hasEnded());
    assertThat(history.calls().get(0).answer()).isInstanceOf(Answer.Unknown.class);
  }

  private Callers start(Load load, KeyValueClient client) {
    return Callers.start(load, 7, List.of(client), history);
  }

  private static Load load(int callers, int rate, Writing writing) {
    return new Load(1, callers, 3, 0.5, writing, rate, 40, Duration.ofSeconds(1));
  }
}
