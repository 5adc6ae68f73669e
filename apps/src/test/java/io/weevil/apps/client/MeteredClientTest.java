package io.weevil.apps.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeteredClientTest {

  private static final KeyValueOperation PUT = new KeyValueOperation.Put("k", Bytes.EMPTY);

  private final AtomicLong clock = new AtomicLong();
  private final Deque<CompletableFuture<Answer>> pending = new ArrayDeque<>();
  private final MeteredClient client =
      new MeteredClient(
          new InMemoryClient() {
            @Override
            public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
              pending.add(new CompletableFuture<>());
              return pending.getLast();
            }
          },
          clock::get);

  @Test
  void latenciesGradesAndRateAreThoseOfTheCalls() {
    for (int micros = 1; micros <= 100; micros++) {
      call(micros * 1_000L, done(micros <= 90 ? Grade.SPECULATIVE : Grade.CERTIFIED));
    }
    Traffic traffic = client.traffic();
    assertThat(traffic.done()).isEqualTo(100);
    assertThat(traffic.grades()).isEqualTo(Map.of(Grade.SPECULATIVE, 90L, Grade.CERTIFIED, 10L));
    assertThat(traffic.share(Grade.CERTIFIED)).isEqualTo(0.1);
    assertThat(traffic.percentile(50)).isEqualTo(50);
    assertThat(traffic.percentile(99)).isEqualTo(99);
    assertThat(traffic.longestWait()).isEqualTo(100);
    assertThat(traffic.operationsPerSecond()).isCloseTo(100 * 1e9 / 5_050_000, within(0.1));
  }

  @Test
  void whatIsNotAnsweredIsCountedAsFailedAndNotMeasured() {
    call(5_000, new Answer.Unknown("late"));
    call(5_000, new Answer.Rejected("full"));
    call(5_000, new Answer.Failed("bad"));
    assertThat(client.traffic().failed()).isEqualTo(3);
    assertThat(client.traffic().done()).isZero();
    assertThat(client.traffic().percentile(50)).isZero();
  }

  @Test
  void aResetStartsAnewAndBothPartsAddUp() {
    call(1_000_000, done(Grade.SPECULATIVE));
    Traffic first = client.reset();
    call(2_000_000, done(Grade.COMMITTED));
    Traffic both = first.plus(client.traffic());
    assertThat(client.traffic().done()).isEqualTo(1);
    assertThat(both.done()).isEqualTo(2);
    assertThat(both.grades()).isEqualTo(Map.of(Grade.SPECULATIVE, 1L, Grade.COMMITTED, 1L));
    assertThat(both.nanos()).isEqualTo(3_000_000);
    assertThat(both.longestWait()).isBetween(1_999L, 2_002L);
  }

  private void call(long nanos, Answer answer) {
    CompletionStage<Answer> ended = client.askOrdered(PUT);
    clock.addAndGet(nanos);
    pending.remove().complete(answer);
    assertThat(ended.toCompletableFuture()).isCompletedWithValue(answer);
  }

  private static Answer done(Grade grade) {
    return new Answer.Done(
        new io.weevil.apps.kv.KeyValueResult.Done(), grade, io.weevil.engine.model.Slot.ZERO);
  }
}
