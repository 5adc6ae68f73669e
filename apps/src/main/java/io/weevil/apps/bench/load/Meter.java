package io.weevil.apps.bench.load;

import io.weevil.actors.client.Answer;
import io.weevil.apps.bench.measure.Latencies;
import io.weevil.engine.model.Grade;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts answers and how long they took. Any thread may count; one reads. */
final class Meter {

  private static final int DIGITS = 3;

  private final Recorder recorder = new Recorder(Latencies.recordable(Long.MAX_VALUE), DIGITS);
  private final Map<Grade, LongAdder> done = new EnumMap<>(Grade.class);
  private final LongAdder failed = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private @Nullable Histogram interval;

  Meter() {
    for (Grade grade : Grade.values()) {
      done.put(grade, new LongAdder());
    }
  }

  /**
   * @param nanos since the operation should have begun, which may be before it was sent
   */
  void count(Answer<?> answer, long nanos) {
    switch (answer) {
      case Answer.Done<?> d -> countDone(d.grade(), nanos);
      case Answer.Failed<?> f -> failed.increment();
      case Answer.Rejected<?> r -> failed.increment();
      case Answer.Unknown<?> u -> {
        failed.increment();
        unknown.increment();
      }
    }
  }

  private void countDone(Grade grade, long nanos) {
    recorder.recordValue(Latencies.recordable(nanos));
    LongAdder adder = done.get(grade);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Latencies since the last call. Its content is good until the next one. */
  Histogram takeLatencies() {
    interval = recorder.getIntervalHistogram(interval);
    return interval;
  }

  /** Answers since the start, by grade. */
  Map<Grade, Long> done() {
    Map<Grade, Long> sums = new EnumMap<>(Grade.class);
    done.forEach((grade, adder) -> sums.put(grade, adder.sum()));
    return sums;
  }

  /** Calls since the start that ended otherwise, unknown ones among them. */
  long failed() {
    return failed.sum();
  }

  /** Calls since the start of which nobody knows whether they were executed. */
  long unknown() {
    return unknown.sum();
  }
}
