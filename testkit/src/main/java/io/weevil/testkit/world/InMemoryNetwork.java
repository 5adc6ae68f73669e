package io.weevil.testkit.world;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Carries messages between the nodes of one process, as the bytes that Artery would carry, and does
 * with them what a {@link Link} says. Any thread may use it.
 */
public final class InMemoryNetwork {

  private static final int FIRST_FREE_PORT = 40_000;

  private final BiConsumer<Duration, Runnable> later;
  private final Map<PeerAddress, InMemoryTransport> nodes = new ConcurrentHashMap<>();
  private final AtomicInteger ports = new AtomicInteger(FIRST_FREE_PORT);
  private final LongAdder delivered = new LongAdder();
  private volatile Link link;

  /**
   * @param later runs something after a time: {@link VirtualTime#after}, or a scheduler's
   */
  public InMemoryNetwork(BiConsumer<Duration, Runnable> later, Link link) {
    this.later = later;
    this.link = link;
  }

  /** From now on; messages under way arrive as they were to. */
  public void use(Link next) {
    link = next;
  }

  public Link link() {
    return link;
  }

  /** Starts transports on this network. A node that starts again takes its address over. */
  public Transport.Factory transports() {
    return (address, bind, receiver, threads) -> {
      PeerAddress bound =
          address.port() == 0 ? new PeerAddress(address.host(), ports.getAndIncrement()) : address;
      InMemoryTransport transport = new InMemoryTransport(bound, receiver);
      nodes.put(bound, transport);
      return transport;
    };
  }

  /** A message leaves {@code from}, whoever made it. */
  public void send(PeerAddress from, PeerAddress to, Wire wire) {
    link.carry(from, to, wire).forEach(this::deliver);
  }

  /** A message arrives, whatever the link would do with it. */
  public void deliver(Link.Delivery delivery) {
    byte[] frame = WireFormat.toBytes(delivery.wire());
    later.accept(delivery.after(), () -> arrive(delivery.to(), frame));
  }

  /** Whoever is there is cut off for good, and does not know it. */
  public void unplug(PeerAddress address) {
    InMemoryTransport node = nodes.remove(address);
    if (node != null) {
      node.unplugged = true;
    }
  }

  /** How many messages have arrived where somebody lives. */
  public long delivered() {
    return delivered.sum();
  }

  private void arrive(PeerAddress to, byte[] frame) {
    InMemoryTransport node = nodes.get(to);
    if (node != null) {
      delivered.increment();
      node.receive(frame);
    }
  }

  private final class InMemoryTransport implements Transport {
    private final PeerAddress address;
    private final Receiver receiver;
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean unplugged;

    InMemoryTransport(PeerAddress address, Receiver receiver) {
      this.address = address;
      this.receiver = receiver;
    }

    @Override
    public void send(PeerAddress to, Wire wire) {
      if (isConnected()) {
        sent.increment();
        InMemoryNetwork.this.send(address, to, wire);
      }
    }

    private boolean isConnected() {
      return !unplugged && !stopped.isDone();
    }

    private synchronized void receive(byte[] frame) {
      if (isConnected()) {
        received.increment();
        receiver.receive(WireFormat.fromBytes(frame));
      }
    }

    @Override
    public PeerAddress address() {
      return address;
    }

    @Override
    public TransportStatistics statistics() {
      return new TransportStatistics(sent.sum(), received.sum(), 0, 0, 0);
    }

    @Override
    public CompletionStage<Void> stop() {
      nodes.remove(address, this);
      stopped.complete(null);
      return stopped;
    }

    @Override
    public CompletionStage<Void> stopped() {
      return stopped;
    }
  }
}
