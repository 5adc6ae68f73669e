package io.weevil.engine.crypto;

import io.weevil.engine.model.Digest;

/**
 * How parties sign, and how that is checked: Ed25519, by one library or another, or in a simulation
 * something cheaper; and how they agree on MAC keys. All members of a group and all its clients
 * must use the same. Safe to use from many threads at once.
 */
public interface SignatureScheme {

  /** Ed25519 by Bouncy Castle. */
  SignatureScheme ED25519 =
      new SignatureScheme() {
        @Override
        public Signer signer(Identity identity) {
          return identity.signer();
        }

        @Override
        public SignatureVerifier newVerifier() {
          return new Ed25519Verifier();
        }
      };

  /** Signs with this party's long-term key. */
  Signer signer(Identity identity);

  /** Checks signatures; remembers keys that it has seen, so keep it. */
  SignatureVerifier newVerifier();

  /**
   * This party's MAC keys with the others: X25519 with its long-term key. Here so that whoever
   * counts signatures can count MACs too.
   *
   * @param group the group configuration's digest
   */
  default KeyAgreement agreement(Identity identity, Digest group) {
    return identity.agreement(group);
  }
}
