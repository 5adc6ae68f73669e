package io.weevil.engine.model;

/** A position in the log; positions count from 1. {@link #ZERO} stands for the empty log. */
public record Slot(long number) implements Comparable<Slot> {

  public static final Slot ZERO = new Slot(0);

  /** The last number there is: {@link #next} has none. A liar may name it. */
  public static final Slot LAST = new Slot(Long.MAX_VALUE);

  public Slot {
    if (number < 0) {
      throw new IllegalArgumentException("a slot is at least 0, not " + number);
    }
  }

  /**
   * The slot behind this one.
   *
   * @throws ArithmeticException behind the {@link #LAST}
   */
  public Slot next() {
    return new Slot(Math.addExact(number, 1));
  }

  /** Whether {@code other} is the next slot. */
  public boolean precedes(Slot other) {
    return other.number - number == 1;
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

  @Override
  public String toString() {
    return "s" + number;
  }
}
