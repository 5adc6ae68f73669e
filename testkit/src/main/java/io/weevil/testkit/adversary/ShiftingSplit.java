package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.testkit.actors.TwinSplit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Draws anew, every now and then, who talks with which of the twins. */
final class ShiftingSplit implements TwinSplit {

  private final SplittableRandom random;
  private final Supplier<Duration> elapsed;
  private final Map<PeerAddress, Side> sides = new HashMap<>();
  private Duration next = Duration.ZERO;

  /** How often both are heard, of 256. */
  private final int both;

  ShiftingSplit(SplittableRandom random, double intensity, Supplier<Duration> elapsed) {
    this.random = random;
    this.elapsed = elapsed;
    this.both = (int) (128 * intensity);
  }

  @Override
  public Side sideOf(PeerAddress other) {
    Duration now = elapsed.get();
    if (now.compareTo(next) >= 0) {
      sides.clear();
      next = now.plus(Duration.ofMillis(50 + random.nextLong(2_000)));
    }
    return sides.computeIfAbsent(other, o -> draw());
  }

  private Side draw() {
    if (random.nextInt(256) < both) {
      return Side.BOTH;
    }
    int side = random.nextInt(9);
    return side < 4 ? Side.FIRST : side < 8 ? Side.SECOND : Side.NEITHER;
  }
}
