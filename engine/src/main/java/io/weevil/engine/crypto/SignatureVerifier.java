package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;

/** Checks Ed25519 signatures. */
public interface SignatureVerifier {

  /**
   * Whether {@code signature} is one over {@code statement} under {@code publicKey}; false, never
   * an exception, for nonsense.
   */
  boolean verify(Bytes publicKey, Bytes statement, Bytes signature);
}
