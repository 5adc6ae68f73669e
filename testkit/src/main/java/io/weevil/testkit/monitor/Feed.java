package io.weevil.testkit.monitor;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.GroupObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells monitors of correct replicas and of clients, in the monitors' order. Of faulty replicas
 * only the NEW-VIEWs count, which others may install.
 */
final class Feed implements GroupObserver {

  private final Records records;
  private final SelectionMonitor selection;
  private final List<GroupObserver> monitors;

  Feed(Records records, SelectionMonitor selection, List<GroupObserver> monitors) {
    this.records = records;
    this.selection = selection;
    this.monitors = List.copyOf(monitors);
  }

  private boolean isCorrect(ReplicaId replica) {
    return records.findings.isCorrect(replica);
  }

  @Override
  public void onStarted(ReplicaId replica) {
    monitors.forEach(m -> m.onStarted(replica));
  }

  @Override
  public void onFailed(String node, Throwable cause) {
    monitors.forEach(m -> m.onFailed(node, cause));
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {
    if (message instanceof PeerMessage.NewView announced) {
      selection.onAnnounced(announced);
    }
    if (isItsOwn(from, sender)) {
      monitors.forEach(m -> m.onSent(from, to, sender, message));
    }
  }

  /** An envelope may claim to be from anyone. */
  private boolean isItsOwn(PeerAddress from, Party sender) {
    return !(sender instanceof ReplicaId replica)
        || (isCorrect(replica) && records.group.address(replica.index()).equals(from));
  }

  @Override
  public void onEvent(ReplicaId replica, Event event) {
    if (isCorrect(replica)) {
      monitors.forEach(m -> m.onEvent(replica, event));
    }
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    if (isCorrect(replica)) {
      monitors.forEach(m -> m.onPromise(replica, promise));
    }
  }

  @Override
  public void onApplied(
      ReplicaId replica, OperationContext context, Bytes operation, @Nullable Bytes result) {
    if (isCorrect(replica)) {
      monitors.forEach(m -> m.onApplied(replica, context, operation, result));
    }
  }

  @Override
  public void onSnapshot(ReplicaId replica, Snapshot snapshot) {
    if (isCorrect(replica)) {
      monitors.forEach(m -> m.onSnapshot(replica, snapshot));
    }
  }

  @Override
  public void onRestored(ReplicaId replica, Snapshot snapshot) {
    if (isCorrect(replica)) {
      monitors.forEach(m -> m.onRestored(replica, snapshot));
    }
  }

  @Override
  public void onCall(Caller caller, Caller.Made call) {
    monitors.forEach(m -> m.onCall(caller, call));
  }

  @Override
  public void onAnswer(Caller caller, Caller.Made call) {
    monitors.forEach(m -> m.onAnswer(caller, call));
  }
}
