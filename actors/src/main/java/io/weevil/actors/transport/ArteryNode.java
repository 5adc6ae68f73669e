package io.weevil.actors.transport;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.actors.transport.Bundle.Parcel;
import io.weevil.engine.message.Wire;
import java.net.BindException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.ExecutionContexts;

/**
 * An actor system that does nothing but carry messages over Artery TCP, for any number of {@link
 * ArteryTransport}s: those of many clients in one process share its port and its connections, and
 * what goes the same way at the same time travels together. Any thread may call it.
 */
public final class ArteryNode implements Transport.Factory {

  /** The same on every node: part of the address of each endpoint. */
  static final String SYSTEM_NAME = "weevil";

  /** More peers than this are looked up anew; nobody can make the table grow. */
  private static final int MAX_KNOWN_PEERS = 4_096;

  /** What a bundle with the largest message has beside it. */
  private static final int BUNDLE_OF_ONE = 16;

  private final ActorSystem<Void> system;
  private final ActorRefResolver resolver;
  private final PeerAddress address;
  private final TransportCounters counters = new TransportCounters();
  private final Endpoints endpoints = new Endpoints(counters);
  private final Map<PeerAddress, Outbox> peers = new ConcurrentHashMap<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final Executor threads;
  private final int maximumFrameSize;

  private ArteryNode(
      TransportSettings settings, PeerAddress address, PeerAddress bind, Executor threads) {
    this.threads = threads;
    this.maximumFrameSize = settings.maximumFrameSize();
    this.system =
        ActorSystem.create(
            Behaviors.setup(this::guardian),
            SYSTEM_NAME,
            BootstrapSetup.create(ArteryConfiguration.of(settings, address, bind))
                .withDefaultExecutionContext(ExecutionContexts.fromExecutor(threads)));
    this.resolver = ActorRefResolver.get(system);
    Address bound = system.address();
    this.address = new PeerAddress(bound.getHost().orElseThrow(), bound.getPort().orElseThrow());
  }

  /**
   * Starts one. It blocks until the port is bound.
   *
   * @param address under which others reach this node; port 0 for any free one
   * @param bind where to listen
   * @param threads that move the bytes, unless {@code settings} give it some of its own
   * @throws TransportException when nothing can listen there
   */
  public static ArteryNode listen(
      TransportSettings settings, PeerAddress address, PeerAddress bind, Executor threads) {
    try {
      return new ArteryNode(settings, address, bind, threads);
    } catch (RuntimeException failure) {
      throw new TransportException(explain(bind, failure), failure);
    }
  }

  /**
   * Opens a further endpoint here. It is reached under this node's address, whatever its own
   * settings say, and moves its bytes on this node's threads.
   */
  @Override
  public ArteryTransport start(
      PeerAddress ofSettings, PeerAddress bind, Transport.Receiver receiver, Executor threads) {
    return open(receiver, false);
  }

  /**
   * @param owning whether this node ends with it
   */
  ArteryTransport open(Transport.Receiver receiver, boolean owning) {
    int endpoint = opened.getAndIncrement();
    TransportCounters own = new TransportCounters();
    endpoints.open(endpoint, receiver, own);
    return new ArteryTransport(this, endpoint, own, maximumFrameSize, owning);
  }

  /** Ends all that were opened here. Completes when the port is free again. */
  public CompletionStage<Void> stop() {
    system.terminate();
    return stopped();
  }

  /** Completes when it has stopped, whether it was told to or failed. */
  public CompletionStage<Void> stopped() {
    return system.getWhenTerminated().thenAccept(done -> {});
  }

  /** Without an endpoint of one's own. */
  PeerAddress address() {
    return address;
  }

  /** What concerns no endpoint alone: messages lost, and what strangers sent. */
  TransportCounters counters() {
    return counters;
  }

  /** Lets nothing more in there. */
  void close(int endpoint) {
    endpoints.close(endpoint);
  }

  void send(PeerAddress to, Wire wire) {
    PeerAddress node = to.withEndpoint(0);
    Outbox known = peers.get(node);
    Outbox outbox = known != null ? known : lookUp(node);
    outbox.send(new Parcel(to.endpoint(), wire));
  }

  /**
   * By a reference without the incarnation of the peer's system, so that it stays good when the
   * peer starts again.
   */
  private Outbox lookUp(PeerAddress node) {
    if (peers.size() >= MAX_KNOWN_PEERS) {
      peers.clear();
    }
    return peers.computeIfAbsent(
        node,
        unknown ->
            new Outbox(
                resolver.resolveActorRef(
                    "pekko://" + SYSTEM_NAME + "@" + node + "/user/" + Endpoints.NAME),
                threads,
                maximumFrameSize + BUNDLE_OF_ONE));
  }

  private Behavior<Void> guardian(ActorContext<Void> context) {
    context.spawn(LossObserver.create(counters, peers::remove), "loss-observer");
    context.spawn(endpoints.behavior(), Endpoints.NAME);
    return Behaviors.empty();
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
