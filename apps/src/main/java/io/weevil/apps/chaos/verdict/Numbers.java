package io.weevil.apps.chaos.verdict;

import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.chaos.recording.Recording;
import io.weevil.apps.client.Answer;
import io.weevil.engine.model.Grade;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The load in numbers.
 *
 * @param calls that were made
 * @param answered that the store answered
 * @param unknown that ended without a known outcome, or not at all
 * @param seconds that the load went on
 * @param grades of the answers
 * @param p50 milliseconds that half of the answers took at most
 * @param p99 the same of 99 %
 * @param longest the longest of all answers, in milliseconds
 */
public record Numbers(
    long calls,
    long answered,
    long unknown,
    double seconds,
    Map<Grade, Long> grades,
    double p50,
    double p99,
    double longest) {

  public static Numbers of(Recording recording) {
    List<CallRecord> calls = recording.loadCalls();
    Map<Grade, Long> grades = new EnumMap<>(Grade.class);
    long[] nanos =
        calls.stream()
            .filter(call -> call.answer() instanceof Answer.Done)
            .mapToLong(CallRecord::nanos)
            .sorted()
            .toArray();
    long unknown = 0;
    for (CallRecord call : calls) {
      if (call.answer() instanceof Answer.Done done) {
        grades.merge(done.grade(), 1L, Long::sum);
      } else if (!call.hasNoEffect()) {
        unknown++;
      }
    }
    return new Numbers(
        calls.size(),
        nanos.length,
        unknown,
        recording.loadEnd() / 1e9,
        grades,
        percentile(nanos, 0.5),
        percentile(nanos, 0.99),
        percentile(nanos, 1));
  }

  /** In milliseconds; 0 of nothing. */
  static double percentile(long[] sortedNanos, double share) {
    if (sortedNanos.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sortedNanos.length) - 1;
    return Arrays.stream(sortedNanos).skip(Math.max(0, index)).findFirst().orElse(0) / 1e6;
  }

  public double perSecond() {
    return seconds <= 0 ? 0 : answered / seconds;
  }

  /** 0 … 1. */
  public double speculativeShare() {
    return answered == 0 ? 0 : (double) grades.getOrDefault(Grade.SPECULATIVE, 0L) / answered;
  }
}
