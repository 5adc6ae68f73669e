package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.adversary.Conspiracy.Recent;
import java.util.List;

/**
 * Says again what it has said before, to others than before too, of this view and of older ones;
 * and passes on, late and unasked, what others signed.
 */
final class Replayer extends Mischief {

  private static final int REMEMBERED = 200;

  private record Reply(PeerAddress to, ReplyMessage message) {}

  private final Recent<PeerMessage> own = new Recent<>(REMEMBERED);
  private final Recent<Reply> replies = new Recent<>(REMEMBERED);

  Replayer(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (random().nextInt(4) == 0) { // a sample, that reaches further back
      own.add(message);
    }
    if (!strikes()) {
      return List.of(message);
    }
    if (random().nextBoolean() && !conspiracy().transferable().isEmpty()) {
      return also("passed on", message, conspiracy().transferable().any(random()));
    }
    return own.isEmpty()
        ? List.of(message)
        : also("said again to a replica", message, own.any(random()));
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    if (random().nextInt(4) == 0) {
      replies.add(new Reply(to, message));
    }
    return strikes() && !replies.isEmpty()
        ? also("said again to a client", message, replies.any(random()).message())
        : List.of(message);
  }
}
