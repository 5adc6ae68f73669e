package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What one replica lets leave its machine, and when. */
final class Said implements Wiretap {

  private record Message(Duration at, MessageKind kind, Wire wire) {}

  private final ActorGroup group;
  private final PeerAddress speaker;
  private final WireCodec codec;
  private final List<Message> messages = new ArrayList<>();

  private Said(ActorGroup group, int replica) {
    this.group = group;
    this.speaker = group.address(replica);
    this.codec = new WireCodec(group.configuration().limits(), group.configuration().n());
  }

  /** From now on. */
  static Said by(ActorGroup group, int replica) {
    Said said = new Said(group, replica);
    group.tap(said);
    return said;
  }

  @Override
  public void onSent(PeerAddress from, PeerAddress to, Wire wire) {
    if (from.equals(speaker)) {
      messages.add(new Message(group.time().elapsed(), wire.kind(), wire));
    }
  }

  Set<MessageKind> kinds() {
    Set<MessageKind> kinds = EnumSet.noneOf(MessageKind.class);
    messages.forEach(m -> kinds.add(m.kind()));
    return kinds;
  }

  /** How many of a kind have left after this time. */
  long count(MessageKind kind, Duration after) {
    return messages.stream().filter(m -> m.kind() == kind && m.at().compareTo(after) > 0).count();
  }

  /** Of one kind, in order. */
  <M extends PeerMessage> List<M> messages(Class<M> kind) {
    List<M> found = new ArrayList<>();
    for (Message message : messages) {
      WireMessage decoded = codec.decode(message.kind(), message.wire().body());
      if (kind.isInstance(decoded)) {
        found.add(kind.cast(decoded));
      }
    }
    return found;
  }
}
