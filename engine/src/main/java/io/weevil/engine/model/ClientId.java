package io.weevil.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * A client: the digest of its signing key and its incarnation (R-CLIENT). Request numbers count
 * from 1 in each incarnation; a request of a newer incarnation ends the older ones of the same key
 * for good.
 *
 * @param key the SHA-256 digest of the client's public signing key
 * @param incarnation at least 1, greater at each start of the client
 */
public record ClientId(Digest key, long incarnation) implements Comparable<ClientId>, Party {

  public ClientId {
    if (incarnation < 1) {
      throw new IllegalArgumentException(
          "a client's incarnation is at least 1, not " + incarnation);
    }
  }

  @Override
  public int compareTo(ClientId other) {
    int byKey = key.compareTo(other.key);
    return byKey != 0 ? byKey : Long.compare(incarnation, other.incarnation);
  }

  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientId that
        && incarnation == that.incarnation
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + Long.hashCode(incarnation);
  }

  @Override
  public String toString() {
    return "c" + key.abbreviated() + "." + incarnation;
  }
}
