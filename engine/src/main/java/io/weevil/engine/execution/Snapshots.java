package io.weevil.engine.execution;

import io.weevil.engine.model.Slot;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stable snapshot and those after it: where execution goes back to when the log loses slots. At
 * first the initial state takes the stable one's place.
 */
final class Snapshots {

  private final int capacity;

  /** The first is the stable one; at most {@code capacity} others. */
  private final TreeMap<Slot, ReplicaSnapshot> bySlot = new TreeMap<>();

  Snapshots(int capacity, ReplicaSnapshot initial) {
    this.capacity = capacity;
    bySlot.put(initial.slot(), initial);
  }

  /**
   * Keeps a newer snapshot, in place of the oldest after the stable one when there are too many.
   */
  void add(ReplicaSnapshot snapshot) {
    bySlot.put(snapshot.slot(), snapshot);
    if (bySlot.size() > capacity + 1) {
      bySlot.remove(bySlot.higherKey(bySlot.firstKey()));
    }
  }

  /** Drops what lies below the stable slot; nothing where a fetched state has passed that slot. */
  void stabilize(Slot stable) {
    Slot kept = bySlot.floorKey(stable);
    if (kept != null) {
      bySlot.headMap(kept, false).clear();
    }
  }

  /** Drops what lies above {@code slot}: its branch has lost. */
  void dropAfter(Slot slot) {
    bySlot.tailMap(slot, false).clear();
  }

  /** This one in the place of all. */
  void replaceAll(ReplicaSnapshot snapshot) {
    bySlot.clear();
    bySlot.put(snapshot.slot(), snapshot);
  }

  /**
   * The newest snapshot at or before {@code slot}.
   *
   * @throws IllegalStateException where a later one is stable
   */
  ReplicaSnapshot newestUpTo(Slot slot) {
    Map.Entry<Slot, ReplicaSnapshot> newest = bySlot.floorEntry(slot);
    if (newest == null) {
      throw new IllegalStateException(
          "no state of " + slot + " is kept: " + first() + " is stable");
    }
    return newest.getValue();
  }

  /** The slot of the oldest one. */
  Slot first() {
    return bySlot.firstKey();
  }

  int size() {
    return bySlot.size();
  }
}
