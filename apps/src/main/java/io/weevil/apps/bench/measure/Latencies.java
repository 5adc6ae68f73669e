package io.weevil.apps.bench.measure;

import org.HdrHistogram.Histogram;

/** How long operations took, in microseconds; all 0 where there were none. */
public record Latencies(double mean, long p50, long p99, long p999, long max) {

  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  /** Three digits of every latency up to an hour. */
  public static Histogram emptyHistogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  /** What a histogram takes: a latency beyond its end counts as the longest. */
  public static long recordable(long nanos) {
    return Math.clamp(nanos / 1_000, 0, LONGEST_MICROS);
  }

  public static Latencies of(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return new Latencies(0, 0, 0, 0, 0);
    }
    return new Latencies(
        histogram.getMean(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
