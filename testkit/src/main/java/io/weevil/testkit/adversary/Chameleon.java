package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.ArrayList;
import java.util.List;

/**
 * For a spell it behaves as one of the others, then as another one; or it changes any one thing in
 * what it says and signs that again, or it is honest for a while.
 */
final class Chameleon extends Mischief {

  private static final int SPELL = 80;

  private final List<Mischief> guises = new ArrayList<>();
  private final PeerMutator peers;
  private final ReplyMutator replies;
  private int spell;
  private int guise;

  Chameleon(Means means) {
    super(means);
    this.peers = new PeerMutator(means.split());
    this.replies = new ReplyMutator(means.split());
    for (Adversary other : Adversary.values()) {
      if (other.isOneConduct() && other != Adversary.CHAMELEON) {
        guises.add(other.conduct(means.split()));
      }
    }
  }

  /** The guise of now; beyond the last one, mutations. */
  private int turn() {
    if (spell-- <= 0) {
      spell = random().nextInt(SPELL);
      guise = random().nextInt(2 * guises.size());
    }
    return guise;
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    int now = turn();
    if (now < guises.size()) {
      return guises.get(now).say(self, to, message);
    }
    if (!strikes()) {
      return List.of(message);
    }
    PeerMessage other = peers.mutate(self, message);
    return other.equals(message)
        ? List.of(message)
        : instead("mutated " + message.getClass().getSimpleName(), other);
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    int now = turn();
    if (now < guises.size()) {
      return guises.get(now).say(self, to, message);
    }
    if (!strikes()) {
      return List.of(message);
    }
    ReplyMessage other = replies.mutate(self, message);
    return other.equals(message)
        ? List.of(message)
        : instead("mutated " + message.getClass().getSimpleName(), other);
  }

  @Override
  void listen(FaultyReplica self, PeerAddress from, WireMessage message) {
    if (guise < guises.size()) {
      guises.get(guise).listen(self, from, message);
    }
  }

  @Override
  public boolean admits(FaultyReplica self, PeerAddress from, WireMessage message) {
    return guise >= guises.size() || guises.get(guise).admits(self, from, message);
  }
}
