package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/** A replica's place in the group, {@code 0 … n-1}. */
public record ReplicaId(int index) implements Comparable<ReplicaId>, Party {

  public ReplicaId {
    if (index < 0) {
      throw new IllegalArgumentException("a replica's index is at least 0, not " + index);
    }
  }

  @Override
  public int compareTo(ReplicaId other) {
    return Integer.compare(index, other.index);
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReplicaId that && index == that.index;
  }

  @Override
  public int hashCode() {
    return index;
  }

  @Override
  public String toString() {
    return "r" + index;
  }
}
