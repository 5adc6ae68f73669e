package io.weevil.engine.ordering;

import java.time.Duration;

/**
 * How slow this replica's own machine is, as its own ticks show, which nobody else makes. A tick
 * that comes late finds the processors taken, and so does all else here: what is configured then
 * counts for more (R-SUSPECT). Time-outs that only follow what commits take would learn it from a
 * slow commit, when it is too late.
 *
 * <p>Lateness is estimated like a round trip: smoothed + 4 mean deviations (Jacobson, SIGCOMM'88).
 * A single stop of the machine is soon forgotten.
 */
final class MachinePace {

  /** What is configured counts so many times at most. */
  static final int MAX_FACTOR = 4;

  private final Duration period;

  /** Microseconds. */
  private double smoothed;

  private double deviation;

  /**
   * @param period of the ticks
   */
  MachinePace(Duration period) {
    this.period = period;
  }

  /** A tick came this long after the last. */
  void onTick(Duration after) {
    double most = MAX_FACTOR * micros(period);
    double late = Math.clamp(micros(after.minus(period)), 0, most);
    deviation += (Math.abs(late - smoothed) - deviation) / 4;
    smoothed += (late - smoothed) / 8;
  }

  /**
   * How often what is configured counts, 1 … {@link #MAX_FACTOR}: so many periods as a tick takes,
   * of which half of one is nothing unusual.
   */
  double factor() {
    double periods = 1 + (smoothed + 4 * deviation) / micros(period);
    return Math.clamp(periods - 0.5, 1, MAX_FACTOR);
  }

  Duration stretch(Duration configured) {
    return Duration.ofNanos((long) (configured.toNanos() * factor()));
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000.0;
  }
}
