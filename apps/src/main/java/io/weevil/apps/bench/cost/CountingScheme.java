package io.weevil.apps.bench.cost;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.Signer;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;

/** Signatures and MACs that are counted. */
record CountingScheme(SignatureScheme inner, CostCounters counters) implements SignatureScheme {

  @Override
  public Signer signer(Identity identity) {
    Signer signer = inner.signer(identity);
    return statement -> {
      counters.signatures.increment();
      return signer.sign(statement);
    };
  }

  @Override
  public SignatureVerifier newVerifier() {
    SignatureVerifier verifier = inner.newVerifier();
    return (publicKey, statement, signature) -> {
      counters.verifications.increment();
      return verifier.verify(publicKey, statement, signature);
    };
  }

  @Override
  public KeyAgreement agreement(Identity identity, Digest group) {
    KeyAgreement agreement = inner.agreement(identity, group);
    return peer -> agreement.with(peer).map(this::counted);
  }

  private Authenticator counted(Authenticator authenticator) {
    return new Authenticator() {
      @Override
      public Bytes tag(Bytes statement) {
        counters.macs.increment();
        return authenticator.tag(statement);
      }

      @Override
      public boolean verify(Bytes statement, Bytes tag) {
        counters.macs.increment();
        return authenticator.verify(statement, tag);
      }
    };
  }
}
