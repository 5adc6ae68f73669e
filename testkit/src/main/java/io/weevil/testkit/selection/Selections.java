package io.weevil.testkit.selection;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects, and remembers what was selected. Every set that is new is put to the production rule, in
 * two orders, and to the restated one: all must agree, whichever rule is searched.
 */
final class Selections {

  private final SelectionRule production;
  private final SelectionRule restated;
  private final @Nullable SelectionRule broken;
  private final Predicate<int[]> agree;
  private final int bits;
  private final boolean remembers;
  private final LongMemory memory = new LongMemory();
  private long evaluated;

  /**
   * @param broken what is searched in place of the production rule, or null
   * @param agree whether the certificates of each view lie on one log, as they do while no correct
   *     replica votes for two: only then does the rule promise anything
   * @param setSize how many logs make a set
   * @param numbers below which what is shown is numbered
   */
  Selections(
      SelectionRule production,
      SelectionRule restated,
      @Nullable SelectionRule broken,
      Predicate<int[]> agree,
      int setSize,
      int numbers) {
    this.production = production;
    this.restated = restated;
    this.broken = broken;
    this.agree = agree;
    this.bits = Integer.SIZE - Integer.numberOfLeadingZeros(numbers);
    this.remembers = bits * setSize < Long.SIZE;
  }

  /** The log that the searched rule selects, the same for every order of {@code shown}. */
  int select(int[] shown) {
    int[] sorted = shown.clone();
    Arrays.sort(sorted);
    if (!remembers) {
      return evaluate(sorted);
    }
    long key = 0;
    for (int each : sorted) {
      key = key << bits | each;
    }
    int known = memory.get(key);
    if (known == LongMemory.UNKNOWN) {
      known = evaluate(sorted);
      memory.put(key, known);
    }
    return known;
  }

  private int evaluate(int[] sorted) {
    evaluated++;
    int selected = production.select(sorted);
    if (agree.test(sorted)) {
      require(production.select(reversed(sorted)) == selected, "its order decides", sorted);
      require(restated.select(sorted) == selected, "the rule and its restatement differ", sorted);
    }
    return broken == null ? selected : broken.select(sorted);
  }

  private static int[] reversed(int[] shown) {
    int[] reversed = new int[shown.length];
    for (int i = 0; i < shown.length; i++) {
      reversed[i] = shown[shown.length - 1 - i];
    }
    return reversed;
  }

  private static void require(boolean holds, String otherwise, int[] shown) {
    if (!holds) {
      throw new IllegalStateException(otherwise + ": " + Arrays.toString(shown));
    }
  }

  /** How many sets were put to the rule: different ones, as far as they are remembered. */
  long evaluated() {
    return evaluated;
  }
}
