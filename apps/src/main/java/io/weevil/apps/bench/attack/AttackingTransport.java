package io.weevil.apps.bench.attack;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.chaos.link.DelayLine;
import io.weevil.apps.chaos.link.ForwardingTransport;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** The way out of a replica that attacks. What it says is its own, and signed. */
public final class AttackingTransport extends ForwardingTransport {

  /** How late a slow backup's messages are. */
  public static final Duration SLOWNESS = Duration.ofMillis(50);

  /** How late a delaying primary orders: the request timer is 300 ms, and stretches. */
  public static final Duration DELAY = Duration.ofMillis(250);

  private final Attack attack;
  private final DelayLine later = new DelayLine();
  private final Flood flood;

  private AttackingTransport(Transport inner, Attack attack, Collection<PeerAddress> replicas) {
    super(inner);
    this.attack = attack;
    this.flood = new Flood(inner, replicas);
  }

  /**
   * Wraps what {@code inner} starts.
   *
   * @param replicas those that are flooded, where the attack is a flood
   */
  public static Factory around(Factory inner, Attack attack, Collection<PeerAddress> replicas) {
    return (address, bind, receiver, threads) ->
        new AttackingTransport(inner.start(address, bind, receiver, threads), attack, replicas);
  }

  @Override
  public void send(PeerAddress to, Wire wire) {
    switch (attack) {
      case SILENT_BACKUP -> {}
      case SLOW_BACKUP -> later(SLOWNESS, to, wire);
      case DELAYING_PRIMARY -> {
        if (wire.kind() == MessageKind.ORDER_REQ) {
          later(DELAY, to, wire);
        } else {
          inner().send(to, wire);
        }
      }
      case FLOODING_REPLICA -> {
        inner().send(to, wire);
        flood.learn(wire);
      }
      case NONE, DEAD_BACKUP, FLOODING_CLIENT -> inner().send(to, wire);
    }
  }

  private void later(Duration delay, PeerAddress to, Wire wire) {
    later.at(System.nanoTime() + delay.toNanos(), () -> inner().send(to, wire));
  }

  @Override
  public CompletionStage<Void> stop() {
    flood.stop();
    return super.stop();
  }
}
