package io.weevil.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.role.NodeClock;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportStatistics;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/** One real node whose time is moved by hand and whose network is a probe. */
public final class ManualWorld implements AutoCloseable {

  /** A message that the node has sent. */
  public record Sent(PeerAddress to, Wire wire) {}

  private static final Timestamp START = new Timestamp(1_700_000_000_000_000L);

  private final ActorTestKit kit;
  private final ManualTime time;
  private final AtomicLong micros = new AtomicLong(START.micros());
  private final TestProbe<Sent> network;
  private final AtomicInteger running = new AtomicInteger();
  private volatile Transport.Receiver receiver = wire -> {};

  public ManualWorld(Config config) {
    this.kit =
        ActorTestKit.create(
            "manual-world",
            ManualTime.config().withFallback(config).withFallback(ConfigFactory.load()));
    this.time = ManualTime.get(kit.system());
    this.network = kit.createTestProbe("network");
  }

  public ActorTestKit kit() {
    return kit;
  }

  public NodeClock clock() {
    return () -> new Timestamp(micros.get());
  }

  public Timestamp now() {
    return clock().now();
  }

  /** Timers whose time has come run. */
  public void timePasses(Duration duration) {
    micros.addAndGet(duration.toNanos() / 1_000);
    time.timePasses(duration);
  }

  /** What the node sends. */
  public TestProbe<Sent> network() {
    return network;
  }

  /** A message reaches the node. */
  public void arrive(Wire wire) {
    receiver.receive(wire);
  }

  /** Transports that were started and not stopped. */
  public int transportsRunning() {
    return running.get();
  }

  public Transport.Factory transport() {
    return (address, bind, to, threads) -> {
      receiver = to;
      running.incrementAndGet();
      return new ProbedTransport(
          address.port() == 0 ? new PeerAddress(address.host(), 4_711) : address);
    };
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  private final class ProbedTransport implements Transport {
    private final PeerAddress address;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private ProbedTransport(PeerAddress address) {
      this.address = address;
    }

    @Override
    public void send(PeerAddress to, Wire wire) {
      network.getRef().tell(new Sent(to, wire));
    }

    @Override
    public PeerAddress address() {
      return address;
    }

    @Override
    public TransportStatistics statistics() {
      return new TransportStatistics(0, 0, 0, 0, 0);
    }

    @Override
    public CompletionStage<Void> stop() {
      if (stopped.complete(null)) {
        running.decrementAndGet();
      }
      return stopped;
    }

    @Override
    public CompletionStage<Void> stopped() {
      return stopped;
    }
  }
}
