package io.weevil.apps.bench.measure;

/**
 * What the client says about each second, more or less.
 *
 * @param seconds how long it was
 * @param operations answered in it
 * @param failed calls that ended otherwise in it
 */
public record Tick(double seconds, long operations, long failed, long p50, long p99) {

  public double operationsPerSecond() {
    return seconds == 0 ? 0 : operations / seconds;
  }
}
