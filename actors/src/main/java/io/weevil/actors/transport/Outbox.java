package io.weevil.actors.transport;

import io.weevil.actors.transport.Bundle.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The way to one node. What is sent there while others are ready to send more waits for its turn on
 * their threads, and then travels together: no time passes in which nobody has anything to do.
 * Messages stay in order. Any thread may call it.
 */
final class Outbox {

  private final ActorRef<Bundle> peer;
  private final Executor threads;
  private final int maxBytes;
  private final Queue<Parcel> waiting = new ConcurrentLinkedQueue<>();

  /** What was added since the bundles were last made; whoever raises it from 0 has them made. */
  private final AtomicInteger added = new AtomicInteger();

  /**
   * @param maxBytes of a bundle; each message alone fits
   */
  Outbox(ActorRef<Bundle> peer, Executor threads, int maxBytes) {
    this.peer = peer;
    this.threads = threads;
    this.maxBytes = maxBytes;
  }

  void send(Parcel parcel) {
    waiting.add(parcel);
    if (added.getAndIncrement() == 0) {
      threads.execute(this::makeBundles);
    }
  }

  /** By one thread at a time. */
  private void makeBundles() {
    int seen = added.get();
    while (seen != 0) {
      sendWaiting();
      seen = added.addAndGet(-seen);
    }
  }

  private void sendWaiting() {
    List<Parcel> bundle = new ArrayList<>();
    long bytes = BundleFormat.COUNT_BYTES;
    for (Parcel next = waiting.poll(); next != null; next = waiting.poll()) {
      int size = BundleFormat.size(next);
      if (!bundle.isEmpty() && (bytes + size > maxBytes || bundle.size() == BundleFormat.MOST)) {
        peer.tell(new Bundle(bundle));
        bundle.clear();
        bytes = BundleFormat.COUNT_BYTES;
      }
      bundle.add(next);
      bytes += size;
    }
    if (!bundle.isEmpty()) {
      peer.tell(new Bundle(bundle));
    }
  }
}
