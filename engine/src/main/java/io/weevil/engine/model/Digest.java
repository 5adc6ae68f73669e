package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/** A SHA-256 digest: 32 bytes. Built by {@code io.weevil.engine.crypto.Digests}. */
public record Digest(Bytes value) implements Comparable<Digest> {

  public static final int SIZE = 32;

  public Digest {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("a digest has " + SIZE + " bytes, not " + value.size());
    }
  }

  public static Digest ofHex(String hex) {
    return new Digest(Bytes.ofHex(hex));
  }

  /** The first eight hexadecimal digits, for logs. */
  public String abbreviated() {
    return value.toHex().substring(0, 8);
  }

  @Override
  public int compareTo(Digest other) {
    return java.util.Arrays.compareUnsigned(value.unsafeArray(), other.value.unsafeArray());
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return abbreviated();
  }
}
