package io.weevil.testkit.adversary;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.List;

/**
 * Tells of itself what is not so, to have others send it everything or nothing: frozen and not,
 * behind and ahead, in views that never were. It says so beside every word of another kind, too.
 */
final class FalseStatus extends Mischief {

  private Status last =
      new Status(View.ZERO, View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);

  FalseStatus(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (message instanceof Status own) {
      last = own;
      return strikes() ? instead("told a false status", falsified()) : List.of(own);
    }
    return random().nextInt(4) == 0 && strikes()
        ? also("told a false status unasked", message, falsified())
        : List.of(message);
  }

  private Status falsified() {
    View view = view(last.view());
    View target = random().nextBoolean() ? view : view(last.target());
    return new Status(
        view,
        target.compareTo(view) < 0 ? view : target,
        slot(last.stable()),
        slot(last.accepted()),
        slot(last.committed()),
        slot(last.executed()));
  }

  private View view(View genuine) {
    return switch (random().nextInt(6)) {
      case 0 -> View.ZERO;
      case 1 -> new View(genuine.number() + random().nextInt(1, 4));
      case 2 -> new View(random().nextLong(Long.MAX_VALUE));
      default -> genuine;
    };
  }

  private Slot slot(Slot genuine) {
    return switch (random().nextInt(6)) {
      case 0 -> Slot.ZERO;
      case 1 -> new Slot(genuine.number() + random().nextInt(1, 100));
      case 2 -> new Slot(random().nextLong(Long.MAX_VALUE));
      case 3 -> new Slot(random().nextLong(genuine.number() + 1));
      default -> genuine;
    };
  }
}
