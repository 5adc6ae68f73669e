package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 (RFC 8032) under one private seed. The same statement always gets the same signature.
 * Safe to use from many threads at once; close it only when none of them signs any more.
 */
public final class Ed25519Signer implements Signer, AutoCloseable {

  /** The size of a private seed and of a public key, in bytes. */
  public static final int KEY_SIZE = Ed25519.SECRET_KEY_SIZE;

  private final byte[] seed;
  // Derived here and not handed in: to sign one statement under two public keys would give the
  // private key away.
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
  private volatile boolean closed;

  /**
   * Keeps a copy of {@code seed}, which the caller may wipe.
   *
   * @throws IllegalArgumentException when it has not 32 bytes
   */
  public Ed25519Signer(byte[] seed) {
    if (seed.length != KEY_SIZE) {
      throw new IllegalArgumentException(
          "an Ed25519 seed has " + KEY_SIZE + " bytes, not " + seed.length);
    }
    this.seed = seed.clone();
    Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
  }

  public Bytes publicKey() {
    return Bytes.copyOf(publicKey);
  }

  /**
   * @throws IllegalStateException when closed
   */
  @Override
  public Bytes sign(Bytes statement) {
    requireOpen();
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    // Handing the public key in halves the cost: Bouncy Castle would derive it each time.
    Ed25519.sign(seed, 0, publicKey, 0, statement.unsafeArray(), 0, statement.size(), signature, 0);
    return Bytes.wrap(signature);
  }

  /** A copy of the seed, to be stored and then wiped. */
  byte[] copySeed() {
    requireOpen();
    return seed.clone();
  }

  /** Wipes the seed. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(seed, (byte) 0);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the signing key of " + publicKey() + " is closed");
    }
  }
}
