package io.weevil.engine.model;

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

  @Override
  public String toString() {
    return "r" + index;
  }
}
