package io.weevil.actors.transport;

import io.weevil.actors.configuration.PeerAddress;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.artery.GracefulShutdownQuarantinedEvent;
import org.apache.pekko.remote.artery.QuarantinedEvent;

/** Counts messages that Artery lost, and says of which peers the way must be looked up again. */
final class LossObserver {

  private final TransportCounters counters;
  private final Consumer<PeerAddress> onBroken;

  private LossObserver(TransportCounters counters, Consumer<PeerAddress> onBroken) {
    this.counters = counters;
    this.onBroken = onBroken;
  }

  static Behavior<Object> create(TransportCounters counters, Consumer<PeerAddress> onBroken) {
    LossObserver observer = new LossObserver(counters, onBroken);
    return Behaviors.setup(context -> observer.start(context));
  }

  private Behavior<Object> start(ActorContext<Object> context) {
    subscribe(context, DeadLetter.class);
    subscribe(context, QuarantinedEvent.class);
    subscribe(context, GracefulShutdownQuarantinedEvent.class);
    return Behaviors.receiveMessage(this::onEvent);
  }

  private static <E> void subscribe(ActorContext<Object> context, Class<E> event) {
    context
        .getSystem()
        .eventStream()
        .tell(new EventStream.Subscribe<>(event, context.getSelf().unsafeUpcast()));
  }

  private Behavior<Object> onEvent(Object event) {
    switch (event) {
      case DeadLetter lost when lost.message() instanceof Bundle(var parcels) ->
          counters.dropped.add(parcels.size());
      case QuarantinedEvent broken -> onBroken(broken.uniqueAddress().address());
      case GracefulShutdownQuarantinedEvent broken -> onBroken(broken.uniqueAddress().address());
      default -> {}
    }
    return Behaviors.same();
  }

  private void onBroken(Address address) {
    if (address.getHost().isPresent() && address.getPort().isPresent()) {
      onBroken.accept(new PeerAddress(address.getHost().get(), address.getPort().get()));
    }
  }
}
