package io.weevil.apps.chaos.report;

import io.weevil.apps.chaos.recording.CallRecord;
import io.weevil.apps.client.Answer;
import io.weevil.engine.model.Grade;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Calls by the time at which they ended. */
final class Buckets {

  private static final int MOST = 160;
  private static final long SHORTEST = 250_000_000;

  /** The calls that ended in one stretch of time. */
  static final class Bucket {
    final Map<Grade, Integer> grades = new EnumMap<>(Grade.class);
    final List<Long> nanos = new ArrayList<>();
    int unanswered;

    private void add(CallRecord call) {
      if (call.answer() instanceof Answer.Done done) {
        grades.merge(done.grade(), 1, Integer::sum);
        nanos.add(call.nanos());
      } else {
        unanswered++;
      }
    }

    int ended() {
      return nanos.size() + unanswered;
    }

    /** In milliseconds; of at least one answer. */
    double percentile(double share) {
      List<Long> sorted = nanos.stream().sorted().toList();
      return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1)) / 1e6;
    }
  }

  private final long width;
  private final List<Bucket> buckets = new ArrayList<>();

  Buckets(List<CallRecord> calls, long end) {
    this.width = Math.max(SHORTEST, (end / MOST + SHORTEST - 1) / SHORTEST * SHORTEST);
    for (long time = 0; time <= end; time += width) {
      buckets.add(new Bucket());
    }
    for (CallRecord call : calls) {
      if (call.hasEnded() && call.ended() >= 0 && call.ended() <= end) {
        buckets.get((int) (call.ended() / width)).add(call);
      }
    }
  }

  List<Bucket> all() {
    return buckets;
  }

  long begin(int bucket) {
    return bucket * width;
  }

  long middle(int bucket) {
    return begin(bucket) + width / 2;
  }

  double perSecond(double count) {
    return count * 1e9 / width;
  }
}
