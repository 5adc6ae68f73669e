package io.weevil.engine.client;

import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the group refuses this client. One replica's refusal is a hint for people; {@code weak}
 * equal ones hold a correct replica's. A refusal ends when its replica serves the client again, or
 * is not renewed.
 */
final class RefusalWatch {

  private record Refused(Refusal why, Timestamp at) {}

  private final Quorums quorums;
  private final Duration lasts;
  private final Map<ReplicaId, Refused> refusals = new TreeMap<>();

  /**
   * @param lasts how long a refusal stands that is not renewed
   */
  RefusalWatch(Quorums quorums, Duration lasts) {
    this.quorums = quorums;
    this.lasts = lasts;
  }

  void onRefused(ReplicaId from, Refusal why, Timestamp now) {
    refusals.put(from, new Refused(why, now));
  }

  void onServed(ReplicaId from) {
    refusals.remove(from);
  }

  /** What {@code weak} replicas say alike, in words, or null. */
  @Nullable String refusal(Timestamp now) {
    Map<Refusal, Integer> counts = new EnumMap<>(Refusal.class);
    for (Refused refused : refusals.values()) {
      if (stands(refused, now) && counts.merge(refused.why(), 1, Integer::sum) >= quorums.weak()) {
        return explain(refused.why());
      }
    }
    return null;
  }

  private boolean stands(Refused refused, Timestamp now) {
    return refused.why() == Refusal.OBSOLETE_INCARNATION
        || now.since(refused.at()).compareTo(lasts) <= 0;
  }

  private static String explain(Refusal why) {
    return switch (why) {
      case CERTIFICATE_EXPIRED ->
          "the group refuses this client: its certificate is not valid at the replicas' time; have"
              + " the client authority issue a new one, or set the clocks right";
      case OBSOLETE_INCARNATION ->
          "the group refuses this client: a newer client has been started with the same key; use"
              + " that one, or start this one anew, and give each client that runs at the same time"
              + " a key of its own";
      case TOO_MANY_CLIENTS ->
          "the group refuses this client: it keeps replies for max-clients keys already; retire"
              + " clients, or raise max-clients in the configuration of every replica";
    };
  }
}
