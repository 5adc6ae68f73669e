package io.weevil.engine.client;

import io.weevil.engine.model.Timestamp;
import org.jspecify.annotations.Nullable;

/** Says in words what stands in a call's way, and what to do about it. */
final class Obstacles {

  private final Session session;
  private final RefusalWatch refusals;
  private final Introductions introductions;
  private final OrderedRequests ordered;
  private final ReadRequests reads;

  Obstacles(
      Session session,
      RefusalWatch refusals,
      Introductions introductions,
      OrderedRequests ordered,
      ReadRequests reads) {
    this.session = session;
    this.refusals = refusals;
    this.introductions = introductions;
    this.ordered = ordered;
    this.reads = reads;
  }

  /** Why a call cannot be taken, or null. */
  @Nullable String toSending(Call call, Timestamp now) {
    if (call.operation().size() > session.policy().maxOperationBytes()) {
      return "the operation has "
          + call.operation().size()
          + " bytes, and at most "
          + session.policy().maxOperationBytes()
          + " fit into a request (max-request-bytes "
          + session.policy().maxRequestBytes()
          + "); split it";
    }
    if (waiting() >= session.limits().maxWaiting()
        || waitingBytes() + call.operation().size() > session.limits().maxWaitingBytes()) {
      return waiting()
          + " operations of "
          + waitingBytes()
          + " bytes are waiting to be sent already (max-waiting "
          + session.limits().maxWaiting()
          + ", max-waiting-bytes "
          + session.limits().maxWaitingBytes()
          + "): try again later, with fewer at a time";
    }
    return refusals.refusal(now);
  }

  /** Why operations do not end, as far as the client can tell. */
  String toEnding(Timestamp now) {
    String refusal = refusals.refusal(now);
    if (refusal != null) {
      return refusal;
    }
    if (!introductions.hasHeardAnyone()) {
      return "no replica has answered at all; check that replicas run at the configured addresses,"
          + " that they have the same group configuration and client authority as this"
          + " client, and that they can connect to it at "
          + introductions.returnAddress();
    }
    return "the group has not answered with one voice in time; "
        + ordered.outstanding()
        + " requests of this client are"
        + " outstanding and "
        + waiting()
        + " operations wait; replicas may be down, overloaded or changing their primary";
  }

  /** Operations that wait to be sent. */
  int waiting() {
    return ordered.waiting().size() + reads.waiting().size();
  }

  private long waitingBytes() {
    return ordered.waiting().weight() + reads.waiting().weight();
  }
}
