package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import java.util.List;

/**
 * How a faulty replica behaves: an ordinary node runs on its machine, and this decides what of that
 * node's words leaves the machine, and what else. It has the replica's keys ({@link
 * FaultyReplica}), nobody else's. As it stands it is honest.
 */
public interface Conduct {

  /** What it says to a replica in place of {@code message}: that, something else, or nothing. */
  default List<? extends PeerMessage> toReplica(
      FaultyReplica self, ReplicaId to, PeerMessage message) {
    return List.of(message);
  }

  /** What it says to a client in place of {@code message}. */
  default List<? extends ReplyMessage> toClient(
      FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return List.of(message);
  }

  /** A message has reached its machine. */
  default void hears(FaultyReplica self, PeerAddress from, WireMessage message) {}

  /** Whether its node gets what its machine {@link #hears}. */
  default boolean admits(FaultyReplica self, PeerAddress from, WireMessage message) {
    return true;
  }
}
