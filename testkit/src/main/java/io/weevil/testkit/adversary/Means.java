package io.weevil.testkit.adversary;

import io.weevil.engine.ordering.ReplicaTimers;
import java.util.SplittableRandom;

/**
 * What an adversary is given.
 *
 * @param random what it decides by: the same seed, the same deeds
 * @param intensity with what probability it takes a chance to do wrong; more than 0, at most 1
 * @param timers of the correct replicas, which it knows
 * @param conspiracy what it shares with the others that are faulty in this run
 * @param deeds filled by it
 */
record Means(
    SplittableRandom random,
    double intensity,
    ReplicaTimers timers,
    Conspiracy conspiracy,
    Deeds deeds) {

  Means {
    if (!(intensity > 0 && intensity <= 1)) {
      throw new IllegalArgumentException("an intensity is more than 0 and at most 1");
    }
  }

  /** For a part of an adversary: what one part draws does not change what another draws. */
  Means split() {
    return new Means(random.split(), intensity, timers, conspiracy, deeds);
  }

  /** The same, at every chance: whoever asks has decided already. */
  Means always() {
    return new Means(random.split(), 1, timers, conspiracy, deeds);
  }
}
