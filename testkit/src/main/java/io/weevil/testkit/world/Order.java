package io.weevil.testkit.world;

import java.util.SplittableRandom;

/** Which of the tasks that are ready runs next. */
@FunctionalInterface
public interface Order {

  /** The one that has waited longest. */
  Order FIRST_COME = ready -> 0;

  /**
   * @param ready how many there are, at least 1, the one that has waited longest first
   * @return from 0 to {@code ready} - 1
   */
  int next(int ready);

  /** Any of them: another interleaving for another seed. */
  static Order seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return ready -> ready == 1 ? 0 : random.nextInt(ready);
  }
}
