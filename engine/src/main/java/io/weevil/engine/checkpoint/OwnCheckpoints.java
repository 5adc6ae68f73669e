package io.weevil.engine.checkpoint;

import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.service.Snapshot;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this replica itself knows of multiples of K above the stable one: states that it has
 * executed, commits, and CHECKPOINTs that it has signed. Bounded: of each, the newest {@code
 * capacity}.
 */
final class OwnCheckpoints {

  /** The own state at a slot, its digest, and what it is. */
  record OwnState(Digest history, Digest state, Snapshot snapshot) {}

  private final int capacity;
  private final TreeMap<Slot, OwnState> states = new TreeMap<>();
  private final TreeMap<Slot, Digest> commits = new TreeMap<>();

  /** At most one for a slot, ever: kept as signed, resent unchanged (R-EVIDENCE). */
  private final TreeMap<Slot, Checkpoint> signed = new TreeMap<>();

  OwnCheckpoints(int capacity) {
    this.capacity = capacity;
  }

  /** Takes the place of a state at the same slot on a branch that was left. */
  void executed(Slot slot, OwnState state) {
    put(states, slot, state);
  }

  void committed(Slot slot, Digest history) {
    Digest before = commits.get(slot);
    if (before != null && !before.equals(history)) {
      throw new IllegalStateException(
          "committed at " + slot + " on history " + before + ", now on " + history);
    }
    put(commits, slot, history);
  }

  void signed(Checkpoint checkpoint) {
    if (signed.containsKey(checkpoint.slot())) {
      throw new IllegalStateException("a second CHECKPOINT signed for " + checkpoint.slot());
    }
    put(signed, checkpoint.slot(), checkpoint);
  }

  @Nullable OwnState stateAt(Slot slot) {
    return states.get(slot);
  }

  @Nullable Digest commitAt(Slot slot) {
    return commits.get(slot);
  }

  /** The state to sign: executed and committed on one history, and not signed yet. */
  @Nullable OwnState signable(Slot slot) {
    OwnState state = states.get(slot);
    boolean committed = state != null && state.history().equals(commits.get(slot));
    return committed && !signed.containsKey(slot) ? state : null;
  }

  @Nullable Checkpoint latestSigned() {
    Map.Entry<Slot, Checkpoint> latest = signed.lastEntry();
    return latest == null ? null : latest.getValue();
  }

  /** The own states have turned out to be of no use. What was signed of them stays signed. */
  void forgetStates() {
    states.clear();
  }

  void forgetUpTo(Slot slot) {
    states.headMap(slot, true).clear();
    commits.headMap(slot, true).clear();
    signed.headMap(slot, true).clear();
  }

  private <T> void put(TreeMap<Slot, T> map, Slot slot, T value) {
    map.put(slot, value);
    while (map.size() > capacity) {
      map.pollFirstEntry();
    }
  }
}
