package io.weevil.actors.role;

import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ClientSession;
import io.weevil.engine.authentication.Sealed;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The way out: encodes a message once, seals it for each receiver, and hands it to the transport.
 * One actor, so that what one role sends to one receiver stays in order.
 */
public final class Egress extends AbstractMatchingBehavior<Egress.Command> {

  public sealed interface Command {}

  /** To one replica. */
  public record Send(ReplicaId to, WireMessage message) implements Command {}

  /** To every replica but oneself. */
  public record Broadcast(WireMessage message) implements Command {}

  /** To a client that has introduced itself; dropped and counted when it has not. */
  public record Reply(ClientId to, ReplyMessage message) implements Command {}

  private final Sealer sealer;
  private final GroupSettings group;
  private final List<ReplicaId> others;
  private final Function<ClientId, Optional<ClientSession>> sessions;
  private final Transport transport;
  private final NodeListener listener;

  private Egress(
      ActorContext<Command> context,
      Party self,
      Sealer sealer,
      GroupSettings group,
      Function<ClientId, Optional<ClientSession>> sessions,
      Transport transport,
      NodeListener listener) {
    super(context);
    this.sealer = sealer;
    this.group = group;
    this.others = group.addresses().keySet().stream().filter(id -> !id.equals(self)).toList();
    this.sessions = sessions;
    this.transport = transport;
    this.listener = listener;
  }

  /** The way out of a replica. */
  public static Behavior<Command> ofReplica(
      ReplicaId self,
      Sealer sealer,
      GroupSettings group,
      Function<ClientId, Optional<ClientSession>> sessions,
      Transport transport,
      NodeListener listener) {
    return Behaviors.setup(
        context -> new Egress(context, self, sealer, group, sessions, transport, listener));
  }

  /** The way out of a client, which replies to nobody. */
  public static Behavior<Command> ofClient(
      ClientId self, Sealer sealer, GroupSettings group, Transport transport) {
    return Behaviors.setup(
        context ->
            new Egress(
                context,
                self,
                sealer,
                group,
                client -> Optional.empty(),
                transport,
                NodeListener.NONE));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Send(var to, var message) -> send(to, sealer.encode(message));
      case Broadcast(var message) -> broadcast(sealer.encode(message));
      case Reply(var to, var message) -> reply(to, message);
    }
    return this;
  }

  private void broadcast(Sealed sealed) {
    others.forEach(to -> send(to, sealed));
  }

  private void send(ReplicaId to, Sealed sealed) {
    transport.send(group.address(to), sealed.to(to));
  }

  private void reply(ClientId to, ReplyMessage message) {
    sessions
        .apply(to)
        .ifPresentOrElse(
            session ->
                transport.send(
                    PeerAddress.parseReturnAddress(session.returnAddress()),
                    sealer.seal(message, session)),
            () -> listener.onUnknownClient(to));
  }
}
