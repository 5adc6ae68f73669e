package io.weevil.actors.client;

import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/** The queries for which answers are being collected, by nonce. */
final class StatusQueries {

  private record Query(ActorRef<GroupStatus> replyTo, SortedMap<ReplicaId, StatusReport> reports) {}

  private final List<ReplicaId> replicas;
  private final Map<Long, Query> open = new HashMap<>();
  private long lastNonce;

  StatusQueries(Collection<ReplicaId> replicas) {
    this.replicas = List.copyOf(replicas);
  }

  /** The nonce of a new query. */
  long begin(ActorRef<GroupStatus> replyTo) {
    open.put(++lastNonce, new Query(replyTo, new TreeMap<>()));
    return lastNonce;
  }

  /** Whether the query has ended by it: everyone has answered. */
  boolean collect(ReplicaId replica, StatusReport report) {
    Query query = open.get(report.nonce());
    if (query == null) {
      return false;
    }
    query.reports().put(replica, report);
    if (query.reports().size() < replicas.size()) {
      return false;
    }
    end(report.nonce());
    return true;
  }

  /** Answers with what there is. Of no effect when the query has ended. */
  void end(long nonce) {
    Query query = open.remove(nonce);
    if (query != null) {
      SortedSet<ReplicaId> silent = new TreeSet<>(replicas);
      silent.removeAll(query.reports().keySet());
      query.replyTo().tell(new GroupStatus(query.reports(), silent));
    }
  }
}
