package io.weevil.testkit.adversary;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.Arrays;
import java.util.List;

/**
 * Forges: MACs that are none, others' names on the envelope and on statements inside, signatures
 * that are none, bytes changed, cut off or added, other kinds.
 */
final class Impostor extends Mischief {

  Impostor(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (!strikes()) {
      return List.of(message);
    }
    if (random().nextBoolean()) {
      PeerMessage lie = inAnothersName(self, message);
      return lie.equals(message)
          ? List.of(message)
          : also("signed in another's name", message, lie);
    }
    self.say(to, forged(self, self.seal(message, to)));
    return List.of(message);
  }

  private PeerMessage inAnothersName(FaultyReplica self, PeerMessage message) {
    ReplicaId victim = any(self.others());
    return switch (message) {
      case Prepare(var v) ->
          new Prepare(new SignedVote(victim, v.vote(), self.signer().vote(v.vote()).signature()));
      case Checkpoint m ->
          new Checkpoint(victim, m.slot(), m.history(), m.state(), flipped(m.signature()));
      case NoConfidence m -> new NoConfidence(victim, m.view(), m.signature());
      case ViewChange m -> new ViewChange(victim, m.view(), m.proof(), m.report(), m.signature());
      case PeerMessage m -> m;
    };
  }

  private Wire forged(FaultyReplica self, Wire wire) {
    return switch (random().nextInt(7)) {
      case 0 -> with(wire, "a wrong MAC", wire.kind(), wire.body(), flipped(wire.authenticator()));
      case 1 -> with(wire, "no MAC", wire.kind(), wire.body(), Bytes.EMPTY);
      case 2 -> with(wire, "other bytes", wire.kind(), flipped(wire.body()), wire.authenticator());
      case 3 -> with(wire, "cut off", wire.kind(), cut(wire.body()), wire.authenticator());
      case 4 -> {
        MessageKind other = any(List.of(MessageKind.values()));
        yield with(wire, "another kind", other, wire.body(), wire.authenticator());
      }
      case 5 -> {
        did("forged an envelope: another group");
        yield new Wire(
            wire.kind(), wire.group() + 1, wire.sender(), wire.body(), wire.authenticator());
      }
      default -> {
        did("forged an envelope: another sender");
        yield new Wire(
            wire.kind(), wire.group(), any(self.others()), wire.body(), wire.authenticator());
      }
    };
  }

  private Wire with(Wire wire, String what, MessageKind kind, Bytes body, Bytes authenticator) {
    did("forged an envelope: " + what);
    return new Wire(kind, wire.group(), wire.sender(), body, authenticator);
  }

  private Bytes flipped(Bytes bytes) {
    byte[] other = bytes.toArray();
    if (other.length > 0) {
      other[random().nextInt(other.length)] ^= (byte) (1 << random().nextInt(8));
    }
    return Bytes.wrap(other);
  }

  private Bytes cut(Bytes bytes) {
    int size = random().nextInt(2 * bytes.size() + 1);
    return Bytes.wrap(Arrays.copyOf(bytes.toArray(), size));
  }
}
