package io.weevil.engine.client;

import io.weevil.engine.client.ReplyQuorum.Statement;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered request that was sent and is not done. It stays so even when all its callers have been
 * told {@code Unknown}.
 */
final class OutstandingRequest {

  /** The statement of {@code certify} replies whose last equals are waited for (R-CLIENT-2). */
  static final class Awaited {
    final Statement statement;
    final Timestamp since;

    /** Whether the fast timer has run out. */
    boolean isOver;

    /** Whether the replicas were asked to sign what they said. */
    boolean areVotesAsked;

    /** Whether the last replies' lateness has been measured. */
    boolean isMeasured;

    Awaited(Statement statement, Timestamp since) {
      this.statement = statement;
      this.since = since;
    }
  }

  final Request request;
  final List<Call> calls;
  final Timestamp sentAt;
  final ReplyQuorum replies;

  /** How often it went to all replicas. */
  int resent;

  /** Null until {@code certify} replies are equal. */
  @Nullable Awaited awaited;

  /** The latest certificate that replicas were shown, or null. */
  @Nullable Certificate certificate;

  /** Whether a quorum stands and the full result was asked for. */
  boolean isResultAsked;

  OutstandingRequest(Request request, List<Call> calls, Timestamp sentAt, Quorums quorums) {
    this.request = request;
    this.calls = calls;
    this.sentAt = sentAt;
    this.replies = new ReplyQuorum(quorums);
  }

  long number() {
    return request.number();
  }

  /** Whether replicas have been shown a certificate of this view or a later one. */
  boolean isCertifying(Statement statement) {
    return certificate != null && certificate.vote().view().compareTo(statement.view()) >= 0;
  }
}
