package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/** A position in the log; positions count from 1. {@link #ZERO} stands for the empty log. */
public record Slot(long number) implements Comparable<Slot> {

  public static final Slot ZERO = new Slot(0);

  /** No log comes this far, but liars speak of it: nothing is {@link #next} to it. */
  public static final Slot LAST = new Slot(Long.MAX_VALUE);

  public Slot {
    if (number < 0) {
      throw new IllegalArgumentException("a slot is at least 0, not " + number);
    }
  }

  public Slot next() {
    return new Slot(Math.addExact(number, 1));
  }

  public Slot plus(long slots) {
    return new Slot(Math.addExact(number, slots));
  }

  public boolean isAfter(Slot other) {
    return number > other.number;
  }

  public boolean isBefore(Slot other) {
    return number < other.number;
  }

  /** Whether it is the one right after {@code other}. */
  public boolean follows(Slot other) {
    return number - 1 == other.number;
  }

  public boolean isMultipleOf(long interval) {
    return number % interval == 0;
  }

  public static Slot max(Slot a, Slot b) {
    return a.number >= b.number ? a : b;
  }

  public static Slot min(Slot a, Slot b) {
    return a.number <= b.number ? a : b;
  }

  @Override
  public int compareTo(Slot other) {
    return Long.compare(number, other.number);
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slot that && number == that.number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    return "s" + number;
  }
}
