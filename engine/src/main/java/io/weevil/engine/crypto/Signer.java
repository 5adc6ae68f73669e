package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;

/** Signs with one party's long-term key. Deterministic (Ed25519), so cores may call it. */
public interface Signer {

  /**
   * The signature, 64 bytes, over {@code statement}: bytes built by {@link SignedBytes}, domain and
   * group included.
   */
  Bytes sign(Bytes statement);
}
