package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/** An epoch of the protocol with one primary, replica {@code number mod n}. Views count from 0. */
public record View(long number) implements Comparable<View> {

  public static final View ZERO = new View(0);

  public View {
    if (number < 0) {
      throw new IllegalArgumentException("a view is at least 0, not " + number);
    }
  }

  public View next() {
    return new View(Math.addExact(number, 1));
  }

  public ReplicaId primary(int n) {
    return new ReplicaId((int) (number % n));
  }

  @Override
  public int compareTo(View other) {
    return Long.compare(number, other.number);
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof View that && number == that.number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    return "v" + number;
  }
}
