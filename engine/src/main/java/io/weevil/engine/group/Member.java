package io.weevil.engine.group;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;

/**
 * A replica as the group knows it.
 *
 * @param signingKey Ed25519 public key, 32 bytes
 * @param agreementKey X25519 public key, 32 bytes
 */
public record Member(ReplicaId id, Bytes signingKey, Bytes agreementKey) {

  public Member {
    if (signingKey.size() != 32 || agreementKey.size() != 32) {
      throw new IllegalArgumentException("the public keys of " + id + " must have 32 bytes each");
    }
  }
}
