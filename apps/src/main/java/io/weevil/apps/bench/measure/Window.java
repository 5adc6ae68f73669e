package io.weevil.apps.bench.measure;

import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.model.Grade;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the client measured in a stretch of time.
 *
 * @param operations that were answered
 * @param failed calls that ended otherwise
 * @param grades of the answers
 * @param perSecond operations per second, second by second
 * @param costs the client's own
 */
public record Window(
    double seconds,
    long operations,
    long failed,
    Map<Grade, Long> grades,
    Latencies latencies,
    List<Double> perSecond,
    Costs costs) {

  public Window {
    Map<Grade, Long> copy = new EnumMap<>(Grade.class);
    copy.putAll(grades);
    grades = Collections.unmodifiableMap(copy);
    perSecond = List.copyOf(perSecond);
  }

  public double operationsPerSecond() {
    return seconds == 0 ? 0 : operations / seconds;
  }

  /** The share, 0 … 1, of answers with this grade. */
  public double share(Grade grade) {
    return operations == 0 ? 0 : (double) grades.getOrDefault(grade, 0L) / operations;
  }
}
