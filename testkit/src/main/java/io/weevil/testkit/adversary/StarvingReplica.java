package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Fetched;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps some replicas in the dark: no order, batch or state for them, though it talks with them;
 * and does not hear what some clients ask for, whoever passes it on.
 */
final class StarvingReplica extends Mischief {

  private final Set<ReplicaId> starved = new TreeSet<>();

  /** A client is starved when its key's digest falls into this share, from 0 to 256. */
  private final int share;

  StarvingReplica(Means means) {
    super(means);
    boolean replicas = random().nextBoolean();
    this.share = replicas && random().nextBoolean() ? 0 : 64 + random().nextInt(128);
    int n = conspiracy().group().n();
    for (int i = 0; replicas && i < n; i++) {
      if (random().nextInt(n) <= conspiracy().group().quorums().f()) {
        starved.add(new ReplicaId(i));
      }
    }
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    boolean food =
        message instanceof OrderReq || message instanceof Fetched || message instanceof StateChunk;
    return food && starved.contains(to) && strikes()
        ? nothing("starved a replica")
        : List.of(message);
  }

  @Override
  public boolean admits(FaultyReplica self, PeerAddress from, WireMessage message) {
    boolean heard =
        switch (message) {
          case ClientMessage.Ask ask -> !isStarved(ask.request().client());
          case Relay relay -> !isStarved(relay.request().client());
          case WireMessage other -> true;
        };
    if (!heard) {
      did("starved a client");
    }
    return heard;
  }

  private boolean isStarved(ClientId client) {
    Digest key = client.key();
    return (key.value().unsafeArray()[0] & 0xff) < share && strikes();
  }
}
