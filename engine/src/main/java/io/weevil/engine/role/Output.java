package io.weevil.engine.role;

import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;

/**
 * What a core wants done. The actor around it carries the outputs of one input out in list order; a
 * {@link Persist} is done before the {@link Send}s, {@link Broadcast}s and {@link Reply}s after it
 * leave (R-DURABLE).
 */
public sealed interface Output {

  /** To one replica, never to oneself. */
  record Send(ReplicaId to, WireMessage message) implements Output {}

  /** From a replica: to every other replica. From a client: to every replica. */
  record Broadcast(WireMessage message) implements Output {}

  /** To a client. */
  record Reply(ClientId to, ReplyMessage message) implements Output {}

  /** To another role of the same node, in order. */
  record Tell(RoleMessage message) implements Output {}

  /** Store what the messages after this one promise. */
  record Persist(Promise promise) implements Output {}

  /** Start the timer, or start it anew when it runs. */
  record StartTimer(TimerKey key, Duration after) implements Output {}

  record StopTimer(TimerKey key) implements Output {}

  /** For operators and metrics. */
  record Report(Event event) implements Output {}
}
