package io.weevil.apps.chaos.run;

/** Nanoseconds since the load began. */
final class Stopwatch {

  private volatile long zero = System.nanoTime();

  void start() {
    zero = System.nanoTime();
  }

  long now() {
    return at(System.nanoTime());
  }

  /**
   * @param moment of {@link System#nanoTime}; negative before the load
   */
  long at(long moment) {
    return moment - zero;
  }
}
