package io.weevil.engine.authentication;

import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.model.Bytes;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is asked of another verifier. */
final class CountingVerifier implements SignatureVerifier {

  private final SignatureVerifier verifier;
  private final AtomicInteger verifications = new AtomicInteger();

  CountingVerifier(SignatureVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public boolean verify(Bytes publicKey, Bytes statement, Bytes signature) {
    verifications.incrementAndGet();
    return verifier.verify(publicKey, statement, signature);
  }

  /** How many since the last call. */
  int take() {
    return verifications.getAndSet(0);
  }
}
