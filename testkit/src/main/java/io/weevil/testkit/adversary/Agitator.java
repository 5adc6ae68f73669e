package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/**
 * Has no confidence in any primary, of views that were, are, and are to come, and says so all the
 * time.
 */
final class Agitator extends Mischief {

  private View view = View.ZERO;

  Agitator(Means means) {
    super(means);
  }

  @Override
  void listen(FaultyReplica self, PeerAddress from, WireMessage message) {
    if (message instanceof Status status && status.target().compareTo(view) > 0) {
      view = status.target();
    }
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (message instanceof NoConfidence own && own.view().compareTo(view) > 0) {
      view = own.view();
    }
    return strikes()
        ? also("lost confidence", message, self.signer().noConfidence(anyView()))
        : List.of(message);
  }

  private View anyView() {
    return switch (random().nextInt(8)) {
      case 0 -> new View(Math.max(0, view.number() - 1 - random().nextInt(3)));
      case 1 -> new View(view.number() + random().nextInt(1, 20));
      case 2 -> new View(random().nextLong(Long.MAX_VALUE));
      default -> view;
    };
  }
}
