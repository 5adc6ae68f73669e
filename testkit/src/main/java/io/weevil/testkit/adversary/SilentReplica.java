package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says nothing at all, or nothing to some, or nothing of some kinds; some of the time. */
final class SilentReplica extends Mischief {

  private static final int SPELL = 60;

  private final Set<ReplicaId> shunned = new TreeSet<>();
  private final Set<MessageKind> unsaid = EnumSet.noneOf(MessageKind.class);
  private final boolean muteToClients;

  /** Messages until it thinks better of it. */
  private int spell;

  private boolean quiet;

  SilentReplica(Means means) {
    super(means);
    this.muteToClients = random().nextBoolean();
    boolean toAll = random().nextBoolean();
    boolean ofAllKinds = random().nextBoolean();
    conspiracy().group().quorums().members().filter(r -> choose(toAll)).forEach(shunned::add);
    for (MessageKind kind : MessageKind.values()) {
      if (choose(ofAllKinds)) {
        unsaid.add(kind);
      }
    }
  }

  private boolean choose(boolean every) {
    return random().nextBoolean() || every;
  }

  private boolean isQuiet() {
    if (spell-- <= 0) {
      spell = random().nextInt(SPELL);
      quiet = strikes();
    }
    return quiet;
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    MessageKind kind = MessageKind.of(message);
    return isQuiet() && shunned.contains(to) && unsaid.contains(kind)
        ? nothing("said no " + kind + " to a replica")
        : List.of(message);
  }

  @Override
  List<? extends ReplyMessage> say(FaultyReplica self, PeerAddress to, ReplyMessage message) {
    return isQuiet() && muteToClients ? nothing("said nothing to a client") : List.of(message);
  }
}
