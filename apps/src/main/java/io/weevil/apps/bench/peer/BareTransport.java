package io.weevil.apps.bench.peer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.actors.transport.ArteryTransport;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Party;

/** Weevil's own transport, with its settings, carrying bytes that nobody authenticates. */
final class BareTransport {

  private static final PeerAddress ANY_PORT = new PeerAddress("127.0.0.1", 0);

  /** There are no others. */
  private static final int OWN_THREADS = 2;

  private BareTransport() {}

  static Transport start(
      Config config, PeerAddress address, CostCounters counters, Transport.Receiver receiver) {
    return counters
        .counting(ArteryTransport.factory(settings(config.getConfig("weevil.transport"))))
        .start(address, address, receiver, Runnable::run);
  }

  static Transport start(Config config, CostCounters counters, Transport.Receiver receiver) {
    return start(config, ANY_PORT, counters, receiver);
  }

  private static TransportSettings settings(Config transport) {
    return new TransportSettings(
        Math.toIntExact(transport.getBytes("maximum-frame-size")),
        transport.getInt("outbound-queue"),
        transport.getDuration("start-timeout"),
        Math.max(OWN_THREADS, transport.getInt("threads")),
        transport.hasPath("actor-system")
            ? transport.getConfig("actor-system")
            : ConfigFactory.empty());
  }

  static Wire wire(MessageKind kind, Party sender, Bytes body) {
    return new Wire(kind, 0, sender, body, Bytes.EMPTY);
  }
}
