package io.weevil.apps.client;

import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Measures the calls that go through it. */
public final class MeteredClient implements KeyValueClient {

  private final KeyValueClient client;
  private final LongSupplier nanoTime;
  private final Map<Grade, Long> grades = new EnumMap<>(Grade.class);
  private Histogram latencies = Traffic.emptyHistogram();
  private long done;
  private long failed;
  private long since;

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public MeteredClient(KeyValueClient client, LongSupplier nanoTime) {
    this.client = client;
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  @Override
  public CompletionStage<Answer> ask(KeyValueOperation operation) {
    return measured(operation, client::ask);
  }

  @Override
  public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
    return measured(operation, client::askOrdered);
  }

  @Override
  public CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return client.status(patience);
  }

  @Override
  public void close() {
    client.close();
  }

  private CompletionStage<Answer> measured(
      KeyValueOperation operation, Function<KeyValueOperation, CompletionStage<Answer>> ask) {
    long start = nanoTime.getAsLong();
    return ask.apply(operation)
        .thenApply(
            answer -> {
              count(answer, nanoTime.getAsLong() - start);
              return answer;
            });
  }

  private synchronized void count(Answer answer, long nanos) {
    switch (answer) {
      case Answer.Done answered -> {
        done++;
        grades.merge(answered.grade(), 1L, Long::sum);
        latencies.recordValue(Math.clamp(nanos / 1_000, 0, Traffic.LONGEST_MICROS));
      }
      case Answer.Failed failure -> failed++;
      case Answer.Rejected rejection -> failed++;
      case Answer.Unknown unknown -> failed++;
    }
  }

  /** What went through since the last {@link #reset}. */
  public synchronized Traffic traffic() {
    return new Traffic(done, failed, grades, latencies.copy(), nanoTime.getAsLong() - since);
  }

  /** What went through since the last reset; counts from zero again. */
  public synchronized Traffic reset() {
    Traffic traffic = traffic();
    grades.clear();
    latencies = Traffic.emptyHistogram();
    done = 0;
    failed = 0;
    since = nanoTime.getAsLong();
    return traffic;
  }
}
