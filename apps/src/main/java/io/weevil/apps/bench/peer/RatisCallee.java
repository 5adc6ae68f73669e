package io.weevil.apps.bench.peer;

import io.weevil.actors.client.Answer;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.service.NullService;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.ReplicationLevel;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/** Clients of three peers of Ratis. What they send is not counted: it goes by Ratis's own ways. */
final class RatisCallee extends PeerCallee {

  /** No caller waits for another: there are at most so many calls under way. */
  private static final int MAX_OUTSTANDING = 4_096;

  private final List<PeerAddress> servers;
  private final List<RaftClient> clients = new ArrayList<>();

  RatisCallee(Peer peer, List<PeerAddress> servers, int clients) {
    this.servers = servers;
    startProxies(peer, clients, client -> way(client, newClient()));
  }

  private RaftClient newClient() {
    RaftProperties properties = RatisGroup.properties();
    RaftClientConfigKeys.Async.setOutstandingRequestsMax(properties, MAX_OUTSTANDING);
    RaftClient client =
        RaftClient.newBuilder()
            .setProperties(properties)
            .setRaftGroup(RatisGroup.of(servers))
            .build();
    clients.add(client);
    return client;
  }

  private static Bundling.Way way(int client, RaftClient ratis) {
    return (number, operations, proxy) -> {
      Bytes bundle = new Bundle(client, number, "", operations).encode();
      ratis
          .async()
          .send(RatisGroup.message(bundle))
          .whenComplete((reply, failure) -> proxy.tell(outcome(number, reply, failure)));
    };
  }

  private static Object outcome(
      long number, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
    if (reply == null || !reply.isSuccess()) {
      return new Bundling.Lost(number, String.valueOf(failure));
    }
    return BundleResults.decode(RatisGroup.bytes(reply.getMessage().getContent()));
  }

  @Override
  public Costs costs() {
    return Costs.NONE;
  }

  @Override
  public States compare(SortedSet<ReplicaId> living) {
    SortedMap<Integer, String> digests = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    if (!(awaitAudit() instanceof Answer.Done<Bytes> done)) {
      return new States(0, 0, 0, digests, List.of("the group does not say its state"));
    }
    long slot = done.slot().number();
    try {
      clients.get(0).io().watch(slot, ReplicationLevel.ALL_COMMITTED);
    } catch (IOException behind) {
      faults.add("not all peers have committed entry " + slot + ": " + behind.getMessage());
    }
    for (ReplicaId server : living) {
      try {
        digests.put(server.index(), account(server.index(), slot));
      } catch (IOException silent) {
        faults.add("peer " + server.index() + " does not say its state: " + silent.getMessage());
      }
    }
    return new States(RatisGroup.indexOf(clients.get(0).getLeaderId()), 0, slot, digests, faults);
  }

  /** A peer's own, once it has applied so much. */
  private String account(int server, long slot) throws IOException {
    Message question =
        RatisGroup.message(new Bundle(0, 0, "", List.of(NullService.AUDIT)).encode());
    RaftClientReply reply =
        clients.get(0).io().sendStaleRead(question, slot, RatisGroup.id(server));
    return BundleResults.decode(RatisGroup.bytes(reply.getMessage().getContent()))
        .results()
        .get(0)
        .toHex();
  }
}
