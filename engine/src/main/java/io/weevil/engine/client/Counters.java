package io.weevil.engine.client;

import io.weevil.engine.model.Grade;
import io.weevil.engine.role.CallOutcome;
import java.util.EnumMap;
import java.util.Map;

/** The running numbers behind {@link ClientStatistics}. */
final class Counters {

  enum Count {
    READ_FALLBACK,
    SECOND_PHASE,
    RETRANSMISSION,
    RESULT_ASKED_AGAIN,
    REJECTED,
    UNKNOWN,
    LATE_REPLY,
    MISBEHAVIOUR
  }

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<Grade, Long> requestsDone = new EnumMap<>(Grade.class);
  private final Map<Grade, Long> readsDone = new EnumMap<>(Grade.class);
  private final Map<BadReply, Long> badReplies = new EnumMap<>(BadReply.class);

  void count(Count what) {
    counts.merge(what, 1L, Long::sum);
  }

  void count(BadReply reason) {
    badReplies.merge(reason, 1L, Long::sum);
  }

  void count(CallOutcome outcome) {
    switch (outcome) {
      case CallOutcome.Done done -> {}
      case CallOutcome.Rejected rejected -> count(Count.REJECTED);
      case CallOutcome.Unknown unknown -> count(Count.UNKNOWN);
    }
  }

  void countRequestDone(Grade grade) {
    requestsDone.merge(grade, 1L, Long::sum);
  }

  void countReadDone(Grade grade) {
    readsDone.merge(grade, 1L, Long::sum);
  }

  ClientStatistics snapshot(int outstanding, int waiting) {
    return new ClientStatistics(
        requestsDone,
        readsDone,
        get(Count.READ_FALLBACK),
        get(Count.SECOND_PHASE),
        get(Count.RETRANSMISSION),
        get(Count.RESULT_ASKED_AGAIN),
        get(Count.REJECTED),
        get(Count.UNKNOWN),
        get(Count.LATE_REPLY),
        get(Count.MISBEHAVIOUR),
        badReplies,
        outstanding,
        waiting);
  }

  private long get(Count what) {
    return counts.getOrDefault(what, 0L);
  }
}
