package io.weevil.actors.transport;

import io.weevil.actors.transport.Transport.Receiver;
import io.weevil.engine.message.Wire;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Where other nodes' messages arrive. It takes any object, because a stranger may send any that
 * some serializer of Pekko's knows: what is not an envelope is counted, and nothing that arrives
 * ends it.
 */
final class Endpoint {

  /** Fixed: peers address it. */
  static final String NAME = "weevil-endpoint";

  private final Receiver receiver;
  private final TransportCounters counters;

  private Endpoint(Receiver receiver, TransportCounters counters) {
    this.receiver = receiver;
    this.counters = counters;
  }

  static Behavior<Object> create(Receiver receiver, TransportCounters counters) {
    Endpoint endpoint = new Endpoint(receiver, counters);
    return Behaviors.supervise(Behaviors.receiveMessage(endpoint::onArrival))
        .onFailure(SupervisorStrategy.resume());
  }

  private Behavior<Object> onArrival(Object message) {
    if (message instanceof Wire wire) {
      counters.received.increment();
      receiver.receive(wire);
    } else {
      counters.strangers.increment();
    }
    return Behaviors.same();
  }
}
