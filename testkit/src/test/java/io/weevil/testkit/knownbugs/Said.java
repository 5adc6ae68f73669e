package io.weevil.testkit.knownbugs;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.testkit.actors.ActorClient;
import java.util.Arrays;

/** A message on its way. */
record Said(PeerAddress from, PeerAddress to, Wire wire, WireMessage message) {

  private static boolean isReplica(PeerAddress address, int index) {
    return address.host().equals("replica-" + index);
  }

  boolean isFrom(int... replicas) {
    return Arrays.stream(replicas).anyMatch(i -> isReplica(from, i));
  }

  boolean isTo(int... replicas) {
    return Arrays.stream(replicas).anyMatch(i -> isReplica(to, i));
  }

  boolean isFrom(ActorClient client) {
    return from.equals(client.address());
  }

  boolean isTo(ActorClient client) {
    return to.equals(client.address());
  }

  /** To or from. */
  boolean concerns(ActorClient client) {
    return isFrom(client) || isTo(client);
  }

  /** To or from. */
  boolean concerns(int replica) {
    return isFrom(replica) || isTo(replica);
  }

  boolean isOneOf(MessageKind... kinds) {
    return Arrays.asList(kinds).contains(MessageKind.of(message));
  }
}
