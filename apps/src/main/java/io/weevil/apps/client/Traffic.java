package io.weevil.apps.client;

import io.weevil.engine.model.Grade;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What calls were made in some time and how they ended.
 *
 * @param done calls that the store answered, {@code Failed} ones not among them
 * @param failed calls that ended otherwise
 * @param grades of the answers
 * @param latencies of all calls that were answered, in microseconds
 * @param nanos how long it took
 */
public record Traffic(
    long done, long failed, Map<Grade, Long> grades, Histogram latencies, long nanos) {

  static final long LONGEST_MICROS = 3_600_000_000L;

  /** No calls in no time. */
  public static final Traffic NONE = new Traffic(0, 0, Map.of(), emptyHistogram(), 0);

  public Traffic {
    Map<Grade, Long> copy = new EnumMap<>(Grade.class);
    copy.putAll(grades);
    grades = Collections.unmodifiableMap(copy);
  }

  /** Three digits of every latency up to an hour. */
  static Histogram emptyHistogram() {
    return new Histogram(LONGEST_MICROS, 3);
  }

  public double operationsPerSecond() {
    return nanos == 0 ? 0 : done * 1e9 / nanos;
  }

  /**
   * The latency in microseconds that {@code percent} of the calls did not exceed; 0 for no calls.
   */
  public long percentile(double percent) {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percent);
  }

  /** The longest that one call waited, in microseconds. */
  public long longestWait() {
    return latencies.getTotalCount() == 0 ? 0 : latencies.getMaxValue();
  }

  /** The share, 0 … 1, of answers with this grade. */
  public double share(Grade grade) {
    return done == 0 ? 0 : (double) grades.getOrDefault(grade, 0L) / done;
  }

  /** Both together; the times are added. */
  public Traffic plus(Traffic other) {
    Map<Grade, Long> sum = new EnumMap<>(Grade.class);
    sum.putAll(grades);
    other.grades.forEach((grade, count) -> sum.merge(grade, count, Long::sum));
    Histogram both = latencies.copy();
    both.add(other.latencies);
    return new Traffic(done + other.done, failed + other.failed, sum, both, nanos + other.nanos);
  }
}
