package io.weevil.testkit.monitor;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/**
 * A log up to a slot: equal histories are equal logs, so there is one object for each (see {@link
 * Histories}).
 */
final class Prefix {

  private final Slot slot;
  private final Digest history;

  /** What the last slot holds; null where the log begins. */
  private final @Nullable Batch batch;

  /** Each client's place after it, by key. */
  private final PMap<Digest, ClientPosition> positions;

  /** Without the last slot; null where the log begins, or once that is forgotten. */
  private @Nullable Prefix parent;

  Prefix(
      Slot slot,
      Digest history,
      @Nullable Prefix parent,
      @Nullable Batch batch,
      PMap<Digest, ClientPosition> positions) {
    this.slot = slot;
    this.history = history;
    this.parent = parent;
    this.batch = batch;
    this.positions = positions;
  }

  Slot slot() {
    return slot;
  }

  Digest history() {
    return history;
  }

  @Nullable Batch batch() {
    return batch;
  }

  PMap<Digest, ClientPosition> positions() {
    return positions;
  }

  @Nullable Prefix parent() {
    return parent;
  }

  void forgetParent() {
    parent = null;
  }

  /** This log up to a slot of it; null where that is forgotten, or not reached. */
  @Nullable Prefix upTo(Slot end) {
    Prefix at = this;
    while (at != null && at.slot.isAfter(end)) {
      at = at.parent;
    }
    return at != null && at.slot.equals(end) ? at : null;
  }

  /** Whether this log is known to have another history at that slot, or not to reach it. */
  boolean lacks(Slot end, Digest other) {
    if (end.isAfter(slot)) {
      return true;
    }
    Prefix at = upTo(end);
    return at != null && !at.history.equals(other);
  }

  /** Whether this log is known to have this history at that slot. */
  boolean contains(Slot end, Digest other) {
    Prefix at = upTo(end);
    return at != null && at.history.equals(other);
  }

  /** What two logs have in common; null where that is forgotten. */
  @Nullable Prefix common(Prefix other) {
    Prefix one = this;
    Prefix two = other;
    while (one != null && two != null && !one.history.equals(two.history)) {
      if (one.slot.isAfter(two.slot)) {
        one = one.parent;
      } else if (two.slot.isAfter(one.slot)) {
        two = two.parent;
      } else {
        one = one.parent;
        two = two.parent;
      }
    }
    return one == null || two == null ? null : one;
  }

  @Override
  public String toString() {
    return slot + " of history " + history;
  }
}
