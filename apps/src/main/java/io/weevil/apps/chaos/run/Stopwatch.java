package io.weevil.apps.chaos.run;

/** Nanoseconds since the load began. */
final class Stopwatch {

  private volatile long zero = System.nanoTime();

  void start() {
    zero = System.nanoTime();
  }

  long now() {
    return System.nanoTime() - zero;
  }
}
