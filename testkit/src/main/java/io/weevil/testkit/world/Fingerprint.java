package io.weevil.testkit.world;

/**
 * A digest of all that has happened so far, in its order: two runs with one fingerprint took the
 * same steps. It tells runs apart and is no proof against anyone.
 */
public final class Fingerprint {

  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private long value = PRIME;

  void add(long number) {
    long mixed = (value ^ number) * PRIME;
    mixed ^= mixed >>> 32;
    value = (mixed * 0xBF58476D1CE4E5B9L) ^ (mixed >>> 29);
  }

  void add(byte[] bytes) {
    long hash = bytes.length;
    for (byte b : bytes) {
      hash = 31 * hash + b;
    }
    add(hash);
  }

  @Override
  public String toString() {
    return "%016x".formatted(value);
  }
}
