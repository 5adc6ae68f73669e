package io.weevil.apps.bench.peer;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.client.Answer;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;

/** Clients of the unreplicated server: each with a transport of its own, as Weevil's have. */
final class BareCallee extends PeerCallee {

  private final CostCounters counters = new CostCounters();

  BareCallee(PeerAddress server, int clients) {
    startProxies(Peer.UNREPLICATED, clients, client -> new ArteryWay(client, server, counters));
  }

  private static final class ArteryWay implements Bundling.Way {
    private final int client;
    private final ClientId self;
    private final PeerAddress server;
    private final Transport transport;
    private final String returnAddress;

    /** Completed by the first bundle, before which nothing arrives. */
    private final CompletableFuture<ActorRef<Object>> proxy = new CompletableFuture<>();

    ArteryWay(int client, PeerAddress server, CostCounters counters) {
      this.client = client;
      this.self = BareService.identity(client);
      this.server = server;
      this.transport =
          BareTransport.start(
              ConfigFactory.load(),
              counters,
              wire -> proxy.join().tell(BundleResults.decode(wire.body())));
      this.returnAddress = transport.address().toString();
    }

    @Override
    public void send(long number, List<Bytes> operations, ActorRef<Object> from) {
      proxy.complete(from);
      Bytes body = new Bundle(client, number, returnAddress, operations).encode();
      transport.send(server, BareTransport.wire(MessageKind.REQUEST, self, body));
    }
  }

  @Override
  public Costs costs() {
    return counters.costs();
  }

  @Override
  public States compare(SortedSet<ReplicaId> living) {
    SortedMap<Integer, String> digests = new TreeMap<>();
    if (awaitAudit() instanceof Answer.Done<Bytes> done) {
      digests.put(0, done.result().toHex());
      return new States(0, 0, done.slot().number(), digests, List.of());
    }
    return new States(
        0, 0, 0, Collections.emptySortedMap(), List.of("the server does not say its state"));
  }
}
