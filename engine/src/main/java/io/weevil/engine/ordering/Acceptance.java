package io.weevil.engine.ordering;

import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the next slot's ORDER-REQ is acceptable: R-ACCEPT 3 to 5. (1, the authenticity of 4 and
 * that the bytes are the header's were settled before a message came here, 2 is the caller's.)
 */
final class Acceptance {

  /** What R-ACCEPT says of an ORDER-REQ for the next slot. */
  sealed interface Verdict {
    record Acceptable(Digest history) implements Verdict {}

    /** The header's history does not extend ours (R-ACCEPT-3). */
    record Forked() implements Verdict {}

    /** The batch's timestamp lies this much too far ahead of our clock (R-ACCEPT-5). */
    record Early(Digest history, Duration by) implements Verdict {}

    /** No correct primary orders this (R-ACCEPT-4, R-ACCEPT-5). */
    record Faulty(String fault) implements Verdict {}
  }

  private final BackupContext context;

  Acceptance(BackupContext context) {
    this.context = context;
  }

  /** The verdict on {@code orderReq}, which is for the slot after the last accepted one. */
  Verdict judge(OrderReq orderReq) {
    Batch batch = orderReq.batch();
    Digest history = context.log.historyAfter(batch.digest());
    if (!history.equals(orderReq.header().header().history())) { // R-ACCEPT-3
      return new Verdict.Forked();
    }
    String fault = faultOf(batch);
    if (fault != null) {
      return new Verdict.Faulty(fault);
    }
    Timestamp limit = context.now.plus(context.group.limits().allowedClockDrift());
    if (batch.timestamp().isAfter(limit)) { // R-ACCEPT-5
      return new Verdict.Early(history, batch.timestamp().since(limit));
    }
    return new Verdict.Acceptable(history);
  }

  private @Nullable String faultOf(Batch batch) {
    if (batch.timestamp().isBefore(context.log.lastTimestamp())) { // R-ACCEPT-5
      return "its timestamp is before the previous batch's";
    }
    if (batch.requests().size() > context.group.limits().maxBatchRequests()) {
      return "it holds " + batch.requests().size() + " requests";
    }
    ClientOrder.Trial trial = context.clients.trial();
    for (Request request : batch.requests()) { // R-ACCEPT-4
      String fault = faultOf(request, batch.timestamp(), trial);
      if (fault != null) {
        return "request " + request.client() + "#" + request.number() + " " + fault;
      }
    }
    return null;
  }

  private static @Nullable String faultOf(
      Request request, Timestamp time, ClientOrder.Trial trial) {
    if (request.kind() != Request.Kind.ORDERED) {
      return "is a read that is not to be ordered";
    }
    if (!request.admission().admits(time)) {
      return "is of a client not admitted at the batch's time";
    }
    return switch (trial.next(request)) {
      case NEXT -> null;
      case REPEATED -> "was ordered before";
      case EARLY -> "is ahead of its client's order";
      case OBSOLETE -> "is of an obsolete incarnation";
      case UNWELCOME -> "is of one client too many";
    };
  }
}
