package io.weevil.apps.chaos.link;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.message.Wire;
import java.util.Map;

/**
 * A transport whose messages meet faults on their way out. What a node receives is another node's
 * way out, so that is enough for every link.
 */
public final class FaultyTransport extends ForwardingTransport {

  private final Map<PeerAddress, LinkEnd> ends;
  private final LinkFaults faults;
  private final DelayLine later = new DelayLine();

  private FaultyTransport(Transport inner, Map<PeerAddress, LinkEnd> ends, LinkFaults faults) {
    super(inner);
    this.ends = Map.copyOf(ends);
    this.faults = faults;
  }

  /**
   * Wraps what {@code inner} starts.
   *
   * @param ends who is where; messages to anybody else meet no faults
   */
  public static Factory around(Factory inner, Map<PeerAddress, LinkEnd> ends, LinkFaults faults) {
    return (address, bind, receiver, threads) ->
        new FaultyTransport(inner.start(address, bind, receiver, threads), ends, faults);
  }

  @Override
  public void send(PeerAddress to, Wire wire) {
    LinkEnd end = ends.get(to);
    if (end == null) {
      inner().send(to, wire);
      return;
    }
    long now = System.nanoTime();
    for (Delivery delivery : faults.on(end, wire, now)) {
      if (delivery.nanos() == 0) {
        inner().send(to, delivery.wire());
      } else {
        later.at(now + delivery.nanos(), () -> inner().send(to, delivery.wire()));
      }
    }
  }
}
