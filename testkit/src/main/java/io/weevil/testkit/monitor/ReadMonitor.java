package io.weevil.testkit.monitor;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.GroupObserver;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** R-READ: a read sees all that its replica had acknowledged before it was asked. */
final class ReadMonitor implements GroupObserver {

  private static final int MOST = 4_096;

  private record Read(PeerAddress client, long number) {}

  /**
   * @param frozen whether it was between two views
   */
  private record Acknowledged(View view, boolean frozen, Slot slot) {}

  private final Records records;

  /** Of reads that were asked, what each replica had acknowledged then. */
  private final Map<Read, Map<ReplicaId, Acknowledged>> asked =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Read, Map<ReplicaId, Acknowledged>> eldest) {
          return size() > MOST;
        }
      };

  ReadMonitor(Records records) {
    this.records = records;
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    if (message instanceof ClientMessage.Ask(Request request)
        && request.kind() == Request.Kind.READ) {
      asked.computeIfAbsent(new Read(from, request.number()), r -> acknowledged());
    } else if (message instanceof ReadReply reply && sender instanceof ReplicaId replica) {
      onReply(records.of(replica), new Read(to, reply.number()), reply);
    }
  }

  private Map<ReplicaId, Acknowledged> acknowledged() {
    Map<ReplicaId, Acknowledged> all = new HashMap<>();
    records
        .findings
        .quorums()
        .members()
        .forEach(
            id -> {
              ReplicaRecord record = records.of(id);
              Prefix covered = record.acknowledged.get(record.view);
              Slot slot = covered == null ? Slot.ZERO : covered.slot();
              all.put(id, new Acknowledged(record.view, record.isFrozen(), slot));
            });
    return all;
  }

  private void onReply(ReplicaRecord record, Read read, ReadReply reply) {
    Slot begun = record.installed.getOrDefault(reply.view(), Slot.ZERO);
    Acknowledged then = asked.getOrDefault(read, Map.of()).get(record.replica);
    boolean seesAcknowledged =
        then == null
            || !then.view().equals(reply.view())
            || (!then.frozen() && !reply.slot().isBefore(then.slot()));
    records.findings.require(
        !reply.slot().isBefore(begun) && seesAcknowledged,
        Invariant.READS,
        () ->
            "%s begins %s at %s, had acknowledged %s, and answers a read with %s"
                .formatted(record, reply.view(), begun, then, reply));
  }
}
