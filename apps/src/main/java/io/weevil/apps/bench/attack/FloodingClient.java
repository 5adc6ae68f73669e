package io.weevil.apps.bench.attack;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.chaos.link.ForwardingTransport;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * A client's way out, beside which its requests, spoilt, flood the replicas by a way of their own.
 */
public final class FloodingClient extends ForwardingTransport {

  private final Flood flood;

  private FloodingClient(Transport inner, Flood flood) {
    super(inner);
    this.flood = flood;
  }

  /**
   * Wraps what {@code inner} starts; each of its transports floods.
   *
   * @param aside starts the way that the flood takes
   * @param replicas all of them
   */
  public static Factory beside(Factory inner, Factory aside, Collection<PeerAddress> replicas) {
    return (address, bind, receiver, threads) ->
        new FloodingClient(
            inner.start(address, bind, receiver, threads),
            new Flood(aside.start(address, bind, wire -> {}, threads), replicas));
  }

  @Override
  public void send(PeerAddress to, Wire wire) {
    inner().send(to, wire);
    if (wire.kind() == MessageKind.REQUEST) {
      flood.learn(wire);
    }
  }

  @Override
  public CompletionStage<Void> stop() {
    flood.stop();
    return super.stop();
  }
}
