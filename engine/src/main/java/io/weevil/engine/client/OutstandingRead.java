package io.weevil.engine.client;

import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read that was sent to all replicas and has neither ended nor been handed over to be ordered.
 */
final class OutstandingRead {

  final long number;
  final List<Call> calls;
  final Timestamp sentAt;
  final ReadQuorum replies;

  /** When {@code certify} replicas had answered, equally or not; null before. */
  @Nullable Timestamp quorumAt;

  OutstandingRead(long number, List<Call> calls, Timestamp sentAt, Quorums quorums) {
    this.number = number;
    this.calls = calls;
    this.sentAt = sentAt;
    this.replies = new ReadQuorum(quorums);
  }

  List<Call> openCalls() {
    return calls.stream().filter(call -> !call.hasEnded()).toList();
  }
}
