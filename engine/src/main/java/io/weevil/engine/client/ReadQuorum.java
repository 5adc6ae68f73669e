package io.weevil.engine.client;

import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts the answers to one read, each replica's newest (R-READ). */
final class ReadQuorum {

  /**
   * What is compared. Unlike an ordered request's, a read's replies never count for another view.
   */
  private record Answer(View view, Slot slot, Digest history, Digest result) {
    static Answer of(ReadReply reply) {
      return new Answer(reply.view(), reply.slot(), reply.history(), reply.result().digest());
    }
  }

  private final Quorums quorums;
  private final SortedMap<ReplicaId, ReadReply> newest = new TreeMap<>();

  ReadQuorum(Quorums quorums) {
    this.quorums = quorums;
  }

  void collect(ReplicaId from, ReadReply reply) {
    if (quorums.isMember(from)) {
      newest.put(from, reply);
    }
  }

  /** What enough replicas agree on, or null. */
  ReplyQuorum.@Nullable Agreement agreed() {
    for (ReadReply reply : newest.values()) {
      Grade grade = gradeOf(Answer.of(reply), 0);
      if (grade != null) {
        return new ReplyQuorum.Agreement(
            reply.slot(), reply.history(), reply.result().digest(), grade);
      }
    }
    return null;
  }

  /**
   * The grade that an answer has, or would have if {@code more} replicas gave it too; null for
   * none.
   */
  private @Nullable Grade gradeOf(Answer answer, int more) {
    if (count(answer, reply -> reply.grade() == Grade.COMMITTED) + more >= quorums.certify()) {
      return Grade.COMMITTED;
    }
    if (count(answer, reply -> reply.grade() != Grade.SPECULATIVE) + more >= quorums.certify()) {
      return Grade.CERTIFIED;
    }
    return count(answer, reply -> true) + more >= quorums.fast() ? Grade.SPECULATIVE : null;
  }

  private int count(Answer answer, Predicate<ReadReply> counts) {
    int count = 0;
    for (ReadReply reply : newest.values()) {
      count += counts.test(reply) && Answer.of(reply).equals(answer) ? 1 : 0;
    }
    return count;
  }

  /** Whether no answers of the replicas not yet heard could make a quorum. */
  boolean isHopeless() {
    int unheard = quorums.n() - newest.size();
    return unheard < quorums.certify()
        && newest.values().stream().allMatch(reply -> gradeOf(Answer.of(reply), unheard) == null);
  }

  /** The bytes of this result, or null. */
  @Nullable Bytes fullResult(Digest result) {
    for (ReadReply reply : newest.values()) {
      Bytes full = reply.result().full();
      if (full != null && reply.result().digest().equals(result)) {
        return full;
      }
    }
    return null;
  }

  /** How many replicas have answered. */
  int size() {
    return newest.size();
  }
}
