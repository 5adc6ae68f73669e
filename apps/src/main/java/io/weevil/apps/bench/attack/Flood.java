package io.weevil.apps.bench.attack;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends replicas a message of the sender's, spoilt so that only its MACs or its signature show it:
 * {@value #PER_SECOND} a second to each replica. It begins with the first message that it can
 * spoil.
 */
final class Flood {

  static final int PER_SECOND = 5_000;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** As far apart as the MACs of a vector, each with its head; a signature has two such places. */
  private static final int MAC_AND_HEAD = 34;

  private final Transport transport;
  private final List<PeerAddress> replicas;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  Flood(Transport transport, Collection<PeerAddress> replicas) {
    this.transport = transport;
    this.replicas = List.copyOf(replicas);
  }

  /** Whatever is sent; the first that serves is spoilt and repeated. */
  synchronized void learn(Wire sent) {
    boolean serves = sent.kind() == MessageKind.REQUEST || !sent.authenticator().isEmpty();
    if (thread == null && serves && sent.kind() != MessageKind.HELLO) {
      Wire spoilt = spoil(sent, replicas.size());
      thread = Thread.ofPlatform().daemon().name("flood").start(() -> run(spoilt));
    }
  }

  void stop() {
    stopped = true;
  }

  /**
   * What differs is at the end of the body of a request, else in the envelope's own MAC.
   *
   * @param replicas how many MACs a request has at most
   */
  static Wire spoil(Wire sent, int replicas) {
    boolean request = sent.kind() == MessageKind.REQUEST;
    byte[] bytes = (request ? sent.body() : sent.authenticator()).toArray();
    int macs = request ? replicas : 1;
    for (int i = 0; i < macs && i * MAC_AND_HEAD < bytes.length; i++) {
      bytes[bytes.length - 1 - i * MAC_AND_HEAD] ^= 1;
    }
    return new Wire(
        sent.kind(),
        sent.group(),
        sent.sender(),
        request ? Bytes.wrap(bytes) : sent.body(),
        request ? sent.authenticator() : Bytes.wrap(bytes));
  }

  private void run(Wire spoilt) {
    long begin = System.nanoTime();
    long sent = 0;
    while (!stopped) {
      long due = (System.nanoTime() - begin) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
      for (; sent < due && !stopped; sent++) {
        replicas.forEach(replica -> transport.send(replica, spoilt));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
