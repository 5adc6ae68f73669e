package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Sees what happens in a group, in the step in which it happens, on the thread of the test. Must
 * not act on the group, nor throw.
 */
public interface GroupObserver {

  /** A process of the replica is about to start: it remembers nothing but what is on its disk. */
  default void onStarted(ReplicaId replica) {}

  /** A node has ended with an error of its own. */
  default void onFailed(String node, Throwable cause) {}

  /**
   * A message leaves a machine, after what a faulty one has made of it. Whether it arrives is not
   * known.
   *
   * @param sender who the envelope says it is from
   */
  default void onSent(PeerAddress from, PeerAddress to, Party sender, WireMessage message) {}

  /** A core of the replica reports this. */
  default void onEvent(ReplicaId replica, Event event) {}

  /** A core of the replica binds itself to this, before the messages that promise it leave. */
  default void onPromise(ReplicaId replica, Promise promise) {}

  /**
   * The replica's service has been given an operation, and this came of it.
   *
   * @param result null when it threw
   */
  default void onApplied(
      ReplicaId replica, OperationContext context, Bytes operation, @Nullable Bytes result) {}

  /** The replica's service has made a snapshot, which is told from others by identity. */
  default void onSnapshot(ReplicaId replica, Snapshot snapshot) {}

  /** The replica's service goes on from a snapshot that it made, or from one that it has read. */
  default void onRestored(ReplicaId replica, Snapshot snapshot) {}

  /** Somebody makes a call. */
  default void onCall(Caller caller, Caller.Made call) {}

  /** A call has ended. */
  default void onAnswer(Caller caller, Caller.Made call) {}
}
