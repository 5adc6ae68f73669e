package io.weevil.engine.client;

import io.weevil.engine.message.ClientMessage.Hello;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.TimerKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that replicas know where replies go (R-CLIENT-4): at the start, before
 * retransmissions, and in a slow period to each replica that was never heard, or has fallen silent
 * while others speak because it restarted, say.
 */
final class Introductions {

  private static final TimerKey.Introduction PERIOD = new TimerKey.Introduction();

  private final Quorums quorums;
  private final ClientTimers timers;
  private final Hello hello;
  private final Outputs out;
  private final Set<ReplicaId> everHeard = new HashSet<>();
  private final Set<ReplicaId> heardThisPeriod = new HashSet<>();
  private @Nullable Timestamp lastToAll;

  Introductions(Quorums quorums, ClientTimers timers, Hello hello, Outputs out) {
    this.quorums = quorums;
    this.timers = timers;
    this.hello = hello;
    this.out = out;
  }

  void onStarted(Timestamp now) {
    introduceToAll(now);
    out.startTimer(PERIOD, timers.introduction());
  }

  void onHeard(ReplicaId replica) {
    everHeard.add(replica);
    heardThisPeriod.add(replica);
  }

  void onPeriod() {
    silentReplicas().forEach(replica -> out.send(replica, hello));
    heardThisPeriod.clear();
    out.startTimer(PERIOD, timers.introduction());
  }

  private List<ReplicaId> silentReplicas() {
    return quorums.members().filter(this::isSilent).toList();
  }

  private boolean isSilent(ReplicaId replica) {
    boolean othersSpoke = !heardThisPeriod.isEmpty();
    return !everHeard.contains(replica) || (othersSpoke && !heardThisPeriod.contains(replica));
  }

  /**
   * Before a request goes to all. Requests that are resent close to each other share one
   * introduction.
   */
  void beforeRetransmission(Timestamp now) {
    if (lastToAll == null || now.since(lastToAll).compareTo(timers.minRetransmission()) >= 0) {
      introduceToAll(now);
    }
  }

  private void introduceToAll(Timestamp now) {
    lastToAll = now;
    out.broadcast(hello);
  }

  boolean hasHeardAnyone() {
    return !everHeard.isEmpty();
  }

  String returnAddress() {
    return hello.returnAddress();
  }
}
