package io.weevil.testkit.simulation;

import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Party;
import java.time.Duration;
import java.util.List;

/** What the network does with a message: it arrives once for each duration, never for none. */
@FunctionalInterface
public interface LinkRule {

  List<Duration> deliveries(Party from, Party to, Wire wire);

  /** Every message arrives after the same time. */
  static LinkRule delay(Duration oneWay) {
    List<Duration> once = List.of(oneWay);
    return (from, to, wire) -> once;
  }

  /** This rule, but nothing to or from {@code party} arrives. */
  default LinkRule without(Party party) {
    return (from, to, wire) ->
        from.equals(party) || to.equals(party) ? List.of() : deliveries(from, to, wire);
  }
}
