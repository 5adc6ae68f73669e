package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.testkit.actors.FaultyReplica;
import java.time.Duration;
import java.util.List;

/**
 * Says everything, and just before the others' patience ends: ORDER-REQs, votes, VIEW-CHANGEs,
 * NEW-VIEWs and replies arrive a share of the timer late that would have run out without them.
 */
final class LateReplica extends Mischief {

  private final double share;
  private final boolean ordersOnly;

  LateReplica(Means means) {
    super(means);
    this.share = random().nextDouble(0.5, 1.05);
    this.ordersOnly = random().nextBoolean();
  }

  private Duration lateness(PeerMessage message) {
    ReplicaTimers timers = means().timers();
    Duration patience =
        switch (message) {
          case OrderReq m -> timers.requestTimer();
          case NewView m -> timers.newViewTimer();
          case ViewChange m -> timers.newViewTimer();
          case PeerMessage m -> timers.voteExchangeTimer();
        };
    return share(patience);
  }

  private Duration share(Duration patience) {
    return Duration.ofNanos((long) (patience.toNanos() * share));
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (ordersOnly && !(message instanceof OrderReq) || !strikes()) {
      return List.of(message);
    }
    self.later(lateness(message), () -> self.say(to, message));
    return nothing("held back " + message.getClass().getSimpleName());
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    if (ordersOnly || !strikes()) {
      return List.of(message);
    }
    self.later(share(means().timers().requestTimer()), () -> self.say(to, message));
    return nothing("held back a reply");
  }
}
