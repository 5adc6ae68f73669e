package io.weevil.actors.transport;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import java.net.BindException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.ExecutionContexts;
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

  /** The same on every node: part of the address of each endpoint. */
  static final String SYSTEM_NAME = "weevil";

  private static final Logger LOG = LoggerFactory.getLogger(ArteryTransport.class);

  /** More peers than this are looked up anew; nobody can make the table grow. */
  private static final int MAX_KNOWN_PEERS = 4_096;

  private final ActorSystem<Void> system;
  private final ActorRefResolver resolver;
  private final TransportCounters counters;
  private final PeerAddress address;
  private final int maximumFrameSize;
  private final Map<PeerAddress, ActorRef<Wire>> peers = new ConcurrentHashMap<>();

  private ArteryTransport(
      TransportSettings settings,
      PeerAddress address,
      PeerAddress bind,
      Receiver receiver,
      Executor threads) {
    this.counters = new TransportCounters();
    this.maximumFrameSize = settings.maximumFrameSize();
    this.system =
        ActorSystem.create(
            guardian(receiver),
            SYSTEM_NAME,
            BootstrapSetup.create(ArteryConfiguration.of(settings, address, bind))
                .withDefaultExecutionContext(ExecutionContexts.fromExecutor(threads)));
    this.resolver = ActorRefResolver.get(system);
    this.address = boundAddress();
  }

  /** Starts one, as {@link Transport.Factory} says. */
  public static ArteryTransport start(
      TransportSettings settings,
      PeerAddress address,
      PeerAddress bind,
      Receiver receiver,
      Executor threads) {
    try {
      return new ArteryTransport(settings, address, bind, receiver, threads);
    } catch (RuntimeException failure) {
      throw new TransportException(explain(bind, failure), failure);
    }
  }

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
    peer(to).tell(wire);
  }

  @Override
  public PeerAddress address() {
    return address;
  }

  @Override
  public TransportStatistics statistics() {
    return counters.statistics();
  }

  @Override
  public CompletionStage<Void> stop() {
    system.terminate();
    return stopped();
  }

  @Override
  public CompletionStage<Void> stopped() {
    return system.getWhenTerminated().thenAccept(done -> {});
  }

  private Behavior<Void> guardian(Receiver receiver) {
    return Behaviors.setup(
        context -> {
          context.spawn(LossObserver.create(counters, peers::remove), "loss-observer");
          context.spawn(Endpoint.create(receiver, counters), Endpoint.NAME);
          return Behaviors.empty();
        });
  }

  /**
   * A reference without the incarnation of the peer's system, so that it stays good when the peer
   * starts again.
   */
  private ActorRef<Wire> peer(PeerAddress to) {
    ActorRef<Wire> known = peers.get(to);
    if (known != null) {
      return known;
    }
    if (peers.size() >= MAX_KNOWN_PEERS) {
      peers.clear();
    }
    ActorRef<Wire> found =
        resolver.resolveActorRef("pekko://" + SYSTEM_NAME + "@" + to + "/user/" + Endpoint.NAME);
    peers.put(to, found);
    return found;
  }

  private PeerAddress boundAddress() {
    Address bound = system.address();
    return new PeerAddress(bound.getHost().orElseThrow(), bound.getPort().orElseThrow());
  }

  private static String explain(PeerAddress bind, Throwable failure) {
    boolean taken =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .anyMatch(
                cause ->
                    cause instanceof BindException
                        || String.valueOf(cause.getMessage()).contains("in use"));
    return taken
        ? "cannot listen on "
            + bind
            + ": the port is in use. Stop whoever uses it, or configure another port."
        : "cannot listen on " + bind + ": " + failure.getMessage();
  }
}
