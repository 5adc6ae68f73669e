package io.weevil.apps.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.apps.bench.measure.Latencies;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeterTest {

  private final Meter meter = new Meter();

  @Test
  void answersCountByGradeAndTheirLatenciesAreTakenOnce() {
    for (int millis = 1; millis <= 1_000; millis++) {
      meter.count(done(Grade.SPECULATIVE), Duration.ofMillis(millis).toNanos());
    }
    meter.count(done(Grade.COMMITTED), Duration.ofMillis(5_000).toNanos());
    Latencies latencies = Latencies.of(meter.takeLatencies());
    assertThat(latencies.p50()).isBetween(500_000L, 501_500L);
    assertThat(latencies.p99()).isBetween(990_000L, 993_000L);
    assertThat(latencies.max()).isBetween(5_000_000L, 5_003_000L);
    assertThat(meter.done())
        .containsEntry(Grade.SPECULATIVE, 1_000L)
        .containsEntry(Grade.CERTIFIED, 0L)
        .containsEntry(Grade.COMMITTED, 1L);
    assertThat(meter.takeLatencies().getTotalCount()).isZero();
  }

  @Test
  void whatIsTakenInPartsAddsUpToTheWhole() {
    Histogram whole = Latencies.emptyHistogram();
    for (int part = 0; part < 10; part++) {
      meter.count(done(Grade.SPECULATIVE), Duration.ofMillis(part).toNanos());
      whole.add(meter.takeLatencies());
    }
    assertThat(whole.getTotalCount()).isEqualTo(10);
    assertThat(Latencies.of(whole).max()).isBetween(9_000L, 9_010L);
  }

  @Test
  void otherEndsAreNoLatencies() {
    meter.count(new Answer.Rejected<Bytes>("no room"), 1);
    meter.count(new Answer.Unknown<Bytes>("late"), 1);
    meter.count(new Answer.Failed<Bytes>("refused", Grade.COMMITTED, new Slot(1)), 1);
    assertThat(meter.failed()).isEqualTo(3);
    assertThat(meter.unknown()).isEqualTo(1);
    assertThat(Latencies.of(meter.takeLatencies())).isEqualTo(new Latencies(0, 0, 0, 0, 0));
  }

  @Test
  void aLatencyBeyondTheHistogramCountsAsTheLongest() {
    meter.count(done(Grade.SPECULATIVE), Long.MAX_VALUE);
    assertThat(Latencies.of(meter.takeLatencies()).max()).isGreaterThanOrEqualTo(3_600_000_000L);
  }

  private static Answer<Bytes> done(Grade grade) {
    return new Answer.Done<>(Bytes.EMPTY, grade, new Slot(1));
  }
}
