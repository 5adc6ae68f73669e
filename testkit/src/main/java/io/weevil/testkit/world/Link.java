package io.weevil.testkit.world;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.Wire;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;

/** What the network does with a message: each delivery arrives, none loses it. */
@FunctionalInterface
public interface Link {

  /** A message that arrives. */
  record Delivery(PeerAddress to, Wire wire, Duration after) {}

  List<Delivery> carry(PeerAddress from, PeerAddress to, Wire wire);

  /** Every message arrives, after the same time. */
  static Link delay(Duration oneWay) {
    return (from, to, wire) -> List.of(new Delivery(to, wire, oneWay));
  }

  /** This one, but what is neither from nor to {@code address} only. */
  default Link without(PeerAddress address) {
    return (from, to, wire) ->
        from.equals(address) || to.equals(address) ? List.of() : carry(from, to, wire);
  }

  /** This one, but messages between certain addresses are lost. */
  default Link cut(BiPredicate<PeerAddress, PeerAddress> lost) {
    return (from, to, wire) -> lost.test(from, to) ? List.of() : carry(from, to, wire);
  }
}
