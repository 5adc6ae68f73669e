package io.weevil.apps.bench.cost;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.message.Wire;
import java.util.concurrent.CompletionStage;

/** A transport that counts what is sent over it. */
record CountingTransport(Transport inner, CostCounters counters) implements Transport {

  @Override
  public void send(PeerAddress to, Wire wire) {
    counters.onSent(wire);
    inner.send(to, wire);
  }

  @Override
  public PeerAddress address() {
    return inner.address();
  }

  @Override
  public TransportStatistics statistics() {
    return inner.statistics();
  }

  @Override
  public CompletionStage<Void> stop() {
    return inner.stop();
  }

  @Override
  public CompletionStage<Void> stopped() {
    return inner.stopped();
  }
}
