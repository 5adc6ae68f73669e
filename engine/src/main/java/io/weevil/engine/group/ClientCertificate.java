package io.weevil.engine.group;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Admission;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Timestamp;

/**
 * The client authority's word that a key is a client of the group. It travels in every request, so
 * that any replica can check any request alone.
 *
 * @param name names the client for people; 1 … 64 characters
 * @param signingKey Ed25519 public key, 32 bytes
 * @param agreementKey X25519 public key, 32 bytes
 * @param notBefore admitted from this batch timestamp on
 * @param notAfter admitted up to this batch timestamp, inclusive
 * @param signature the client authority's
 */
public record ClientCertificate(
    String name,
    Bytes signingKey,
    Bytes agreementKey,
    Timestamp notBefore,
    Timestamp notAfter,
    Bytes signature) {

  public ClientCertificate {
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("a client's name must have 1 … 64 characters");
    }
    if (signingKey.size() != 32 || agreementKey.size() != 32) {
      throw new IllegalArgumentException("a client's public keys must have 32 bytes each");
    }
    if (notAfter.isBefore(notBefore)) {
      throw new IllegalArgumentException(
          "the certificate of client " + name + " ends before it begins");
    }
  }

  public ClientId clientId(long incarnation) {
    return new ClientId(Digests.of(signingKey), incarnation);
  }

  public Admission admission() {
    return new Admission(notBefore, notAfter);
  }

  /** Whether the client is admitted at {@code time}. */
  public boolean admits(Timestamp time) {
    return admission().admits(time);
  }
}
