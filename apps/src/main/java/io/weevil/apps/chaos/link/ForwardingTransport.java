package io.weevil.apps.chaos.link;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import java.util.concurrent.CompletionStage;

/** A transport in front of another one, which does everything but send. */
public abstract class ForwardingTransport implements Transport {

  private final Transport inner;

  protected ForwardingTransport(Transport inner) {
    this.inner = inner;
  }

  protected final Transport inner() {
    return inner;
  }

  @Override
  public final PeerAddress address() {
    return inner.address();
  }

  @Override
  public final TransportStatistics statistics() {
    return inner.statistics();
  }

  @Override
  public CompletionStage<Void> stop() {
    return inner.stop();
  }

  @Override
  public final CompletionStage<Void> stopped() {
    return inner.stopped();
  }
}
