package io.weevil.testkit.adversary;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.testkit.actors.FaultyReplica;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs checkpoints of states, histories and slots that are none, one or two for a slot; and shows
 * proofs that are none.
 */
final class CheckpointLiar extends Mischief {

  CheckpointLiar(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    return switch (message) {
      case Checkpoint m when strikes() -> toAll(m, () -> sign(self, m));
      case StableProof m when strikes() -> toAll(m, () -> prove(self, m));
      case PeerMessage m -> List.of(m);
    };
  }

  private List<Checkpoint> sign(FaultyReplica self, Checkpoint m) {
    Checkpoint lie = falsified(self, m);
    return random().nextBoolean()
        ? instead("signed another checkpoint", lie)
        : also("signed two checkpoints", m, lie);
  }

  private Checkpoint falsified(FaultyReplica self, Checkpoint m) {
    return switch (random().nextInt(4)) {
      case 0 -> self.signer().checkpoint(m.slot(), m.history(), digest());
      case 1 -> self.signer().checkpoint(m.slot(), digest(), m.state());
      case 2 -> self.signer().checkpoint(otherSlot(m.slot()), m.history(), m.state());
      default -> self.signer().checkpoint(otherSlot(m.slot()), digest(), digest());
    };
  }

  private Digest digest() {
    return conspiracy().anyDigest(random());
  }

  private Slot otherSlot(Slot slot) {
    int interval = conspiracy().group().limits().checkpointInterval();
    return random().nextBoolean()
        ? slot.plus(1 + random().nextInt(interval)) // between two, or the next one
        : slot.plus((long) interval * random().nextInt(1, 1_000_000));
  }

  private List<StableProof> prove(FaultyReplica self, StableProof m) {
    List<Checkpoint> signed = new ArrayList<>(m.checkpoints());
    int at = random().nextInt(signed.size());
    switch (random().nextInt(4)) {
      case 0 -> signed.set(at, falsified(self, signed.get(at)));
      case 1 -> signed.add(signed.get(at));
      case 2 -> signed.add(self.signer().checkpoint(m.slot(), m.history(), m.state()));
      default -> {
        if (signed.size() > 1) {
          signed.remove(at);
        }
      }
    }
    return instead("showed a proof that is none", new StableProof(signed));
  }
}
