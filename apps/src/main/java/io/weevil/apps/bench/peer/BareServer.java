package io.weevil.apps.bench.peer;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.ReplicaId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The service without replication: the actor that Artery delivers to executes and answers, as the
 * simplest Pekko server would.
 */
final class BareServer {

  private static final ReplicaId SELF = new ReplicaId(0);

  private final BareService service;
  private final Map<String, PeerAddress> addresses = new HashMap<>();
  private final CostCounters counters = new CostCounters();

  /** There before the first bundle, which may come before the start has returned. */
  private final CompletableFuture<Transport> transport = new CompletableFuture<>();

  private long executed;

  private BareServer(int replyBytes) {
    this.service = new BareService(replyBytes);
  }

  static BareServer start(PeerAddress address, int replyBytes) {
    BareServer server = new BareServer(replyBytes);
    server.transport.complete(
        BareTransport.start(ConfigFactory.load(), address, server.counters, server::onArrival));
    return server;
  }

  /** Called by one thread at a time. */
  private void onArrival(Wire wire) {
    Bundle bundle = Bundle.decode(wire.body());
    BundleResults results = service.execute(bundle, ++executed);
    PeerAddress to = addresses.computeIfAbsent(bundle.returnAddress(), PeerAddress::parse);
    transport
        .join()
        .send(to, BareTransport.wire(MessageKind.SPEC_RESPONSE, SELF, results.encode()));
  }

  Costs costs() {
    return counters.costs();
  }
}
