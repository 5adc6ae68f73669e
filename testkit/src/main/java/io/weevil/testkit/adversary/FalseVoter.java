package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/**
 * Votes, and says that it holds certificates, as it likes: for two histories of one slot, for none
 * that exists, below the log that its view began with, for slots and views to come.
 */
final class FalseVoter extends Mischief {

  FalseVoter(Means means) {
    super(means);
  }

  private Vote falsified(Vote genuine) {
    List<Vote> heard = conspiracy().votes().all();
    if (random().nextInt(4) == 0 && !heard.isEmpty()) {
      return any(heard); // what another voted, here and now or long ago
    }
    Slot slot = genuine.slot();
    return switch (random().nextInt(4)) {
      case 0 -> new Vote(genuine.view(), slot, conspiracy().anyDigest(random()));
      case 1 -> new Vote(genuine.view(), near(slot), historyAt(near(slot)));
      case 2 -> new Vote(near(genuine.view()), slot, genuine.history());
      default -> new Vote(near(genuine.view()), near(slot), conspiracy().anyDigest(random()));
    };
  }

  private Slot near(Slot slot) {
    int window = conspiracy().group().limits().window();
    return new Slot(Math.max(0, slot.number() + random().nextInt(-window, window)));
  }

  private View near(View view) {
    return new View(Math.max(0, view.number() + random().nextInt(-2, 3)));
  }

  private Digest historyAt(Slot slot) {
    List<Digest> known = conspiracy().logs().historiesAt(slot);
    return known.isEmpty() ? conspiracy().anyDigest(random()) : any(known);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    return switch (message) {
      case Prepare m when strikes() -> toAll(m, () -> vote(self, m));
      case Commit m when strikes() -> toAll(m, () -> commit(m));
      case PeerMessage m -> List.of(m);
    };
  }

  private List<Prepare> vote(FaultyReplica self, Prepare m) {
    Prepare lie = new Prepare(self.signer().vote(falsified(m.vote().vote())));
    return random().nextBoolean()
        ? instead("voted for something else", lie)
        : also("voted twice", m, lie);
  }

  private List<Commit> commit(Commit m) {
    Vote v = falsified(new Vote(m.view(), m.slot(), m.history()));
    Commit lie = new Commit(v.view(), v.slot(), v.history());
    return random().nextBoolean()
        ? instead("committed something else", lie)
        : also("committed twice", m, lie);
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    if (!(message instanceof SpecResponse m) || m.grade() != Grade.SPECULATIVE || !strikes()) {
      return List.of(message);
    }
    Vote vote = falsified(new Vote(m.view(), m.slot(), m.history()));
    SpecResponse lie =
        new SpecResponse(
            vote.view(),
            vote.slot(),
            vote.history(),
            m.number(),
            m.result(),
            m.grade(),
            self.signer().vote(vote),
            m.header());
    return random().nextBoolean()
        ? instead("voted for something else, to a client", lie)
        : also("voted twice, to a client", message, lie);
  }
}
