package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.util.Optional;

/**
 * What one party shares with each other one (protocol.md, section 9). Safe to use from many threads
 * at once.
 */
public interface KeyAgreement {

  /**
   * The secret shared with the owner of a public key; the owner derives the same. Costs about 100
   * µs: keep what it returns.
   *
   * @param peer the other's X25519 public key
   * @return empty when {@code peer} is no usable key: not 32 bytes, or of small order, which would
   *     share a secret with everybody
   */
  Optional<Authenticator> with(Bytes peer);
}
