package io.weevil.apps.bench.cost;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.chaos.link.ForwardingTransport;
import io.weevil.engine.message.Wire;

/** A transport that counts what is sent over it. */
final class CountingTransport extends ForwardingTransport {

  private final CostCounters counters;

  CountingTransport(Transport inner, CostCounters counters) {
    super(inner);
    this.counters = counters;
  }

  @Override
  public void send(PeerAddress to, Wire wire) {
    counters.onSent(wire);
    inner().send(to, wire);
  }
}
