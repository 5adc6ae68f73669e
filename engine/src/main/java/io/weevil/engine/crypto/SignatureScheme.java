package io.weevil.engine.crypto;

/**
 * How parties sign, and how that is checked: Ed25519, by one library or another, or in a simulation
 * something cheaper. All members of a group and all its clients must use the same. Safe to use from
 * many threads at once.
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
}
