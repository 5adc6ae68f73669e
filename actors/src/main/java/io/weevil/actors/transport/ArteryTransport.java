package io.weevil.actors.transport;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages over Artery TCP, in an actor system of its own: whoever embeds Weevil keeps the
 * remoting, the cluster and the serializers of the application's system, and strangers who reach
 * this port reach nothing of them.
 *
 * <p>Artery trusts its peers: its own control messages are not authenticated. Weevil's messages
 * are, so a stranger on the network can stop messages here, but neither forge nor read secrets from
 * them.
 */
public final class ArteryTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(ArteryTransport.class);

  private final ArteryNode node;
  private final int endpoint;
  private final TransportCounters counters;
  private final int maximumFrameSize;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Whether the node ends with it. */
  private final boolean ownsNode;

  ArteryTransport(
      ArteryNode node,
      int endpoint,
      TransportCounters counters,
      int maximumFrameSize,
      boolean ownsNode) {
    this.node = node;
    this.endpoint = endpoint;
    this.counters = counters;
    this.maximumFrameSize = maximumFrameSize;
    this.ownsNode = ownsNode;
  }

  /** Starts one with a port of its own, as {@link Transport.Factory} says. */
  public static ArteryTransport start(
      TransportSettings settings,
      PeerAddress address,
      PeerAddress bind,
      Receiver receiver,
      Executor threads) {
    return ArteryNode.listen(settings, address, bind, threads).open(receiver, true);
  }

  /** Each that it starts has a port of its own; for a common one see {@link ArteryNode}. */
  public static Factory factory(TransportSettings settings) {
    return (address, bind, receiver, threads) -> start(settings, address, bind, receiver, threads);
  }

  @Override
  public void send(PeerAddress to, Wire wire) {
    int size = WireFormat.size(wire);
    if (size > maximumFrameSize) {
      counters.oversized.increment();
      LOG.error(
          "A {} of {} bytes is not sent: maximum-frame-size is {}.",
          wire.kind(),
          size,
          maximumFrameSize);
      return;
    }
    counters.sent.increment();
    node.send(to, wire);
  }

  @Override
  public PeerAddress address() {
    return node.address().withEndpoint(endpoint);
  }

  /** Where several share a port, each counts what all of them lost, and what strangers sent. */
  @Override
  public TransportStatistics statistics() {
    return counters.statistics(node.counters());
  }

  @Override
  public CompletionStage<Void> stop() {
    node.close(endpoint);
    if (ownsNode) {
      return node.stop();
    }
    closed.complete(null);
    return stopped();
  }

  @Override
  public CompletionStage<Void> stopped() {
    return closed.applyToEither(node.stopped(), nothing -> nothing);
  }
}
