package io.weevil.apps.bench.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds out when a throughput has stopped growing. Seconds are gathered into windows; it is steady
 * when the last few windows lie within some per cent of their mean. Not safe to use from many
 * threads.
 */
public final class Steadiness {

  private final double windowSeconds;
  private final int windows;
  private final double tolerance;
  private final List<Double> full = new ArrayList<>();
  private double seconds;
  private double operations;

  /**
   * @param windowSeconds length of a window; more than 0
   * @param windows that must agree; at least 2
   * @param tolerance the largest spread, greatest minus least, over the mean: 0.05 for 5 %
   */
  public Steadiness(double windowSeconds, int windows, double tolerance) {
    if (!(windowSeconds > 0) || windows < 2 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "windows of %s s, %s of them, within %s make no sense"
              .formatted(windowSeconds, windows, tolerance));
    }
    this.windowSeconds = windowSeconds;
    this.windows = windows;
    this.tolerance = tolerance;
  }

  public void add(Tick tick) {
    seconds += tick.seconds();
    operations += tick.operations();
    if (seconds >= windowSeconds) {
      full.add(operations / seconds);
      seconds = 0;
      operations = 0;
    }
  }

  /** Operations per second in the windows that count: the last ones, oldest first. */
  public List<Double> last() {
    return List.copyOf(full.subList(Math.max(0, full.size() - windows), full.size()));
  }

  /** Greatest minus least of the last windows, over their mean; infinite while they are too few. */
  public double spread() {
    List<Double> last = last();
    double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    if (last.size() < windows || mean == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double greatest = last.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double least = last.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    return (greatest - least) / mean;
  }

  public boolean isSteady() {
    return spread() <= tolerance;
  }
}
