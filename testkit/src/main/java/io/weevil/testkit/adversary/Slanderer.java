package io.weevil.testkit.adversary;

import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Accusation;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/** Shows statements of correct replicas, and its own in their names, as proof of misbehaviour. */
final class Slanderer extends Mischief {

  Slanderer(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    boolean can = !conspiracy().headers().isEmpty() && !conspiracy().checkpoints().isEmpty();
    return can && strikes()
        ? also("slandered a replica", message, slander(self))
        : List.of(message);
  }

  private PeerMessage slander(FaultyReplica self) {
    SignedHeader first = conspiracy().headers().any(random());
    SignedHeader second = conspiracy().headers().any(random());
    return switch (random().nextInt(6)) {
      case 0 -> new Misbehavior(first, second);
      case 1 -> new Misbehavior(first, inAnothersName(self, first));
      case 2 -> accuse(new Evidence.ConflictingHeaders(first, second));
      case 3 -> accuse(new Evidence.ForkedHeaders(first, second));
      case 4 -> accuse(votes(self));
      default -> accuse(checkpoints(self));
    };
  }

  private static PeerMessage accuse(Evidence evidence) {
    return new Accusation(evidence);
  }

  /** A header that the primary never made, signed with its own key or with a stolen signature. */
  private SignedHeader inAnothersName(FaultyReplica self, SignedHeader genuine) {
    var h = genuine.header();
    var other =
        new io.weevil.engine.message.OrderHeader(
            h.view(), h.slot(), h.batch(), conspiracy().anyDigest(random()), h.track());
    return random().nextBoolean()
        ? self.signer().header(other)
        : new SignedHeader(other, genuine.signature());
  }

  private Evidence votes(FaultyReplica self) {
    List<Vote> heard = conspiracy().votes().all();
    Vote vote =
        heard.isEmpty()
            ? new Vote(
                View.ZERO,
                conspiracy().headers().any(random()).header().slot(),
                conspiracy().anyDigest(random()))
            : any(heard);
    Vote other = new Vote(vote.view(), vote.slot(), conspiracy().anyDigest(random()));
    ReplicaId victim = any(self.others());
    return new Evidence.ConflictingVotes(
        new SignedVote(victim, vote, self.signer().vote(vote).signature()),
        new SignedVote(victim, other, self.signer().vote(other).signature()));
  }

  /**
   * Of one replica at two slots, of two replicas at one slot, or of itself under another's name.
   */
  private Evidence checkpoints(FaultyReplica self) {
    Checkpoint first = conspiracy().checkpoints().any(random());
    Checkpoint second = conspiracy().checkpoints().any(random());
    Checkpoint own =
        self.signer().checkpoint(first.slot(), first.history(), conspiracy().anyDigest(random()));
    Checkpoint stolen =
        new Checkpoint(first.signer(), own.slot(), own.history(), own.state(), own.signature());
    return new Evidence.ConflictingCheckpoints(first, random().nextBoolean() ? second : stolen);
  }
}
