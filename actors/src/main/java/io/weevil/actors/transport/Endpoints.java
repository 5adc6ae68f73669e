package io.weevil.actors.transport;

import io.weevil.actors.transport.Bundle.Parcel;
import io.weevil.actors.transport.Transport.Receiver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where other nodes' messages arrive, for all endpoints of this node. Its actor takes any object,
 * because a stranger may send any that some serializer of Pekko's knows: what is no bundle is
 * counted, and nothing that arrives ends it.
 */
final class Endpoints {

  /** Fixed: peers address it. */
  static final String NAME = "weevil-endpoint";

  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private record Endpoint(Receiver receiver, TransportCounters counters) {}

  private final TransportCounters node;
  private final Map<Integer, Endpoint> open = new ConcurrentHashMap<>();

  /**
   * @param node counts what is for nobody here
   */
  Endpoints(TransportCounters node) {
    this.node = node;
  }

  void open(int number, Receiver receiver, TransportCounters counters) {
    open.put(number, new Endpoint(receiver, counters));
  }

  void close(int number) {
    open.remove(number);
  }

  Behavior<Object> behavior() {
    return Behaviors.supervise(Behaviors.receiveMessage(this::onArrival))
        .onFailure(SupervisorStrategy.resume());
  }

  private Behavior<Object> onArrival(Object message) {
    if (message instanceof Bundle(var parcels)) {
      parcels.forEach(this::deliver);
    } else {
      node.strangers.increment();
    }
    return Behaviors.same();
  }

  private void deliver(Parcel parcel) {
    Endpoint endpoint = open.get(parcel.endpoint());
    if (endpoint == null) {
      node.dropped.increment();
      return;
    }
    endpoint.counters().received.increment();
    try {
      endpoint.receiver().receive(parcel.wire());
    } catch (RuntimeException failure) { // those behind it in the bundle are for others
      LOG.error("A receiver failed on a {}.", parcel.wire().kind(), failure);
    }
  }
}
