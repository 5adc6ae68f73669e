package io.weevil.testkit.simulation;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.Signer;
import io.weevil.engine.model.Bytes;

/** Counts one party's cryptographic operations, by standing before what does them. */
public final class OperationCounts {

  private long macs;
  private long signatures;
  private long verifications;

  /** MACs made and MACs checked: each is one operation, as the papers count. */
  public long macs() {
    return macs;
  }

  /** Signatures made. */
  public long signatures() {
    return signatures;
  }

  /** Signatures checked. */
  public long verifications() {
    return verifications;
  }

  public void reset() {
    macs = 0;
    signatures = 0;
    verifications = 0;
  }

  public Signer counting(Signer signer) {
    return statement -> {
      signatures++;
      return signer.sign(statement);
    };
  }

  public SignatureVerifier counting(SignatureVerifier verifier) {
    return (publicKey, statement, signature) -> {
      verifications++;
      return verifier.verify(publicKey, statement, signature);
    };
  }

  public KeyAgreement counting(KeyAgreement agreement) {
    return peer -> agreement.with(peer).map(this::counting);
  }

  private Authenticator counting(Authenticator authenticator) {
    return new Authenticator() {
      @Override
      public Bytes tag(Bytes statement) {
        macs++;
        return authenticator.tag(statement);
      }

      @Override
      public boolean verify(Bytes statement, Bytes tag) {
        macs++;
        return authenticator.verify(statement, tag);
      }
    };
  }
}
