package io.weevil.testkit.simulation;

import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Links that lose, delay, reorder and duplicate: a function of the seed. */
public final class UnreliableLinks implements LinkRule {

  private final SplittableRandom random;
  private final double lost;
  private final double duplicated;
  private final Duration maxDelay;

  /**
   * @param lost the share of messages that never arrive, 0 … 1
   * @param duplicated the share that arrive twice, 0 … 1
   * @param maxDelay of each delivery; delays are uniform from 1 µs
   */
  public UnreliableLinks(long seed, double lost, double duplicated, Duration maxDelay) {
    this.random = new SplittableRandom(seed);
    this.lost = lost;
    this.duplicated = duplicated;
    this.maxDelay = maxDelay;
  }

  @Override
  public List<Duration> deliveries(Party from, Party to, Wire wire) {
    List<Duration> deliveries = new ArrayList<>(2);
    if (random.nextDouble() >= lost) {
      deliveries.add(delay());
    }
    if (random.nextDouble() < duplicated) {
      deliveries.add(delay());
    }
    return deliveries;
  }

  private Duration delay() {
    return Duration.ofNanos(1_000 * random.nextLong(1, maxDelay.toNanos() / 1_000 + 1));
  }
}
