package io.weevil.engine.checkpoint;

import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Slot;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of checkpoints at which this replica has yet to arrive, by which one that lags behind the
 * newest all the time finds out now and then that it is right, and lets go of its log
 * (R-CHECKPOINT). They are a window apart at least: to digest a state costs most, and lagging
 * replicas have the least to spare.
 */
final class PassedProofs {

  /** A replica that lags by more windows than this is soon left behind, and fetches the state. */
  static final int CAPACITY = 32;

  private final int window;
  private final TreeMap<Slot, StableProof> bySlot = new TreeMap<>();

  /** The last one kept, or passed: nothing nearer than a window above it is kept. */
  private Slot last = Slot.ZERO;

  PassedProofs(int window) {
    this.window = window;
  }

  /** A proof newer than all before. */
  void add(StableProof proof) {
    if (bySlot.size() < CAPACITY && !proof.slot().isBefore(last.plus(window))) {
      bySlot.put(proof.slot(), proof);
      last = proof.slot();
    }
  }

  @Nullable StableProof at(Slot slot) {
    return bySlot.get(slot);
  }

  /** The own state at this slot is the group's. */
  void forgetUpTo(Slot stable) {
    bySlot.headMap(stable, true).clear();
    last = Slot.max(last, stable);
  }
}
