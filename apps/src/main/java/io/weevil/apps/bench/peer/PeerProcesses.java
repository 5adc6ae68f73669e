package io.weevil.apps.bench.peer;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.load.Callee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Starts what runs in the processes of a peer. */
public final class PeerProcesses {

  private PeerProcesses() {}

  /**
   * Starts a server.
   *
   * @param servers addresses of all
   * @param index which of them this is
   * @param replyBytes size of each result of the service
   * @param folder for files that it must keep
   * @return what it has done since, where that is counted
   * @throws IOException when it cannot be started
   */
  public static Supplier<Costs> serve(
      Peer peer, List<PeerAddress> servers, int index, int replyBytes, Path folder)
      throws IOException {
    return switch (peer) {
      case UNREPLICATED -> BareServer.start(servers.get(index), replyBytes)::costs;
      case RATIS, RATIS_PLAIN -> {
        RatisServer.start(servers, index, replyBytes, folder);
        yield () -> Costs.NONE; // what it sends goes by Ratis's own ways
      }
    };
  }

  /**
   * Starts the clients.
   *
   * @param clients identities, at least one
   */
  public static Callee call(Peer peer, List<PeerAddress> servers, int clients) {
    return switch (peer) {
      case UNREPLICATED -> new BareCallee(servers.get(0), clients);
      case RATIS, RATIS_PLAIN -> new RatisCallee(peer, servers, clients);
    };
  }
}
