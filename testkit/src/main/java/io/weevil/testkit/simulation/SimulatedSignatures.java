package io.weevil.testkit.simulation;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.crypto.Signer;
import io.weevil.engine.model.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signatures for simulations, a hundred times as cheap as Ed25519: a hash under the signer's seed,
 * which the scheme looks up by public key. Within a simulation nobody makes one who has not been
 * handed the {@link Signer}; outside of one they are worth nothing.
 */
public final class SimulatedSignatures implements SignatureScheme {

  private static final String DOMAIN = "weevil/simulated-signature";

  /** Of all who have ever been about to sign. */
  private final Map<Bytes, Bytes> seeds = new ConcurrentHashMap<>();

  @Override
  public Signer signer(Identity identity) {
    Bytes seed =
        seeds.computeIfAbsent(identity.signingKey(), key -> Bytes.wrap(identity.copySigningSeed()));
    return statement -> sign(seed, statement);
  }

  @Override
  public SignatureVerifier newVerifier() {
    return this::verify;
  }

  private boolean verify(Bytes publicKey, Bytes statement, Bytes signature) {
    Bytes seed = seeds.get(publicKey);
    return seed != null && sign(seed, statement).equals(signature);
  }

  /** As long as an Ed25519 signature. */
  private static Bytes sign(Bytes seed, Bytes statement) {
    byte[] hash =
        Digests.builder(DOMAIN).bytes(seed).bytes(statement).digest().value().unsafeArray();
    byte[] signature = new byte[2 * hash.length];
    System.arraycopy(hash, 0, signature, 0, hash.length);
    System.arraycopy(hash, 0, signature, hash.length, hash.length);
    return Bytes.wrap(signature);
  }
}
