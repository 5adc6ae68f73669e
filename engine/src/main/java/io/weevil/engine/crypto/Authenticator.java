package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;

/**
 * Authenticates between two parties under the secret that they share: it convinces the other one
 * and nobody else. Safe to use from many threads at once.
 */
public interface Authenticator {

  /**
   * The tag, 32 bytes, over {@code statement}: bytes built by {@link SignedBytes}, domain and group
   * included.
   */
  Bytes tag(Bytes statement);

  /**
   * Whether {@code tag} is the one over {@code statement}; false, never an exception, for nonsense.
   * Takes constant time.
   */
  default boolean verify(Bytes statement, Bytes tag) {
    return ConstantTime.equal(tag(statement), tag);
  }
}
