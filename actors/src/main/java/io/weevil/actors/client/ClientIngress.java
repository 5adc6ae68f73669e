package io.weevil.actors.client;

import io.weevil.actors.role.Credits;
import io.weevil.actors.role.Doors.Arrival;
import io.weevil.actors.role.NodeListener;
import io.weevil.engine.authentication.ClientOpener;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.OpenedReply;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.message.ReplyMessage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A door of a client: authenticates replies (R-AUTH). */
final class ClientIngress extends AbstractMatchingBehavior<Arrival> {

  private final ClientOpener opener;
  private final Credits credits;
  private final Consumer<Verified<? extends ReplyMessage>> proxy;
  private final NodeListener listener;

  private ClientIngress(
      ActorContext<Arrival> context,
      ClientOpener opener,
      Credits credits,
      Consumer<Verified<? extends ReplyMessage>> proxy,
      NodeListener listener) {
    super(context);
    this.opener = opener;
    this.credits = credits;
    this.proxy = proxy;
    this.listener = listener;
  }

  static Behavior<Arrival> create(
      ClientOpener opener,
      Credits credits,
      Consumer<Verified<? extends ReplyMessage>> proxy,
      NodeListener listener) {
    return Behaviors.setup(context -> new ClientIngress(context, opener, credits, proxy, listener));
  }

  @Override
  public Behavior<Arrival> onMessage(Arrival arrival) {
    credits.giveBack();
    switch (opener.open(arrival.wire())) {
      case OpenedReply.Accepted(var verified) -> proxy.accept(verified);
      case Opened.Refused refused -> listener.onRefused(refused);
    }
    return this;
  }
}
