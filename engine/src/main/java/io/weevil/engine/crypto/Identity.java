package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A party's long-term private keys: Ed25519 to sign, X25519 to agree on MAC keys. Wiped by {@link
 * #close}; what was derived before stays usable.
 */
public final class Identity implements AutoCloseable {

  /** The size of each private and each public key, in bytes. */
  public static final int KEY_SIZE = 32;

  private final Ed25519Signer signer;
  private final byte[] agreementSecret;
  private final Bytes agreementKey;
  private volatile boolean closed;

  private Identity(byte[] signingSeed, byte[] agreementSecret) {
    requireSize(agreementSecret, "an X25519 private key");
    this.signer = new Ed25519Signer(signingSeed);
    this.agreementSecret = agreementSecret.clone();
    byte[] publicKey = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(this.agreementSecret, 0, publicKey, 0);
    this.agreementKey = Bytes.wrap(publicKey);
  }

  /**
   * Keeps copies, so that the caller may wipe the arguments.
   *
   * @param signingSeed 32 bytes
   * @param agreementSecret 32 bytes
   * @throws IllegalArgumentException for other lengths
   */
  public static Identity of(byte[] signingSeed, byte[] agreementSecret) {
    return new Identity(signingSeed, agreementSecret);
  }

  /** New keys, as good as {@code random} is. */
  public static Identity generate(SecureRandom random) {
    byte[] seed = new byte[KEY_SIZE];
    byte[] secret = new byte[KEY_SIZE];
    random.nextBytes(seed);
    random.nextBytes(secret);
    try {
      return new Identity(seed, secret);
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The Ed25519 public key. */
  public Bytes signingKey() {
    return signer.publicKey();
  }

  /** The X25519 public key. */
  public Bytes agreementKey() {
    return agreementKey;
  }

  public Signer signer() {
    return signer;
  }

  /**
   * MAC keys with the other parties of a group.
   *
   * @param group the group configuration's digest, epoch included: another group or epoch has other
   *     keys
   */
  public KeyAgreement agreement(Digest group) {
    return peer -> agree(peer, group);
  }

  /** A copy of the Ed25519 seed, to be stored and then wiped. */
  public byte[] copySigningSeed() {
    return signer.copySeed();
  }

  /** A copy of the X25519 private key, to be stored and then wiped. */
  public byte[] copyAgreementSecret() {
    requireOpen();
    return agreementSecret.clone();
  }

  /** Wipes both private keys. */
  @Override
  public void close() {
    closed = true;
    signer.close();
    Arrays.fill(agreementSecret, (byte) 0);
  }

  private Optional<Authenticator> agree(Bytes peer, Digest group) {
    requireOpen();
    if (peer.size() != KEY_SIZE) {
      return Optional.empty();
    }
    byte[] secret = new byte[X25519.POINT_SIZE];
    // False for a peer of small order: the secret would be all zero, whoever this party is.
    boolean usable =
        X25519.calculateAgreement(agreementSecret, 0, peer.unsafeArray(), 0, secret, 0);
    return usable ? Optional.of(derive(secret, peer, group)) : Optional.empty();
  }

  /**
   * HKDF-SHA256 (RFC 5869), bound to the group and to both public keys, in an order that both ends
   * know.
   */
  private MacKey derive(byte[] secret, Bytes peer, Digest group) {
    boolean first = Arrays.compareUnsigned(agreementKey.unsafeArray(), peer.unsafeArray()) <= 0;
    Digest binding =
        Digests.builder("weevil/1/mac-key")
            .bytes(first ? agreementKey : peer)
            .bytes(first ? peer : agreementKey)
            .digest();
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(
        new HKDFParameters(secret, group.value().unsafeArray(), binding.value().unsafeArray()));
    byte[] key = new byte[MacKey.SIZE];
    hkdf.generateBytes(key, 0, key.length);
    try {
      return MacKey.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the identity " + signingKey() + " is closed");
    }
  }

  private static void requireSize(byte[] key, String what) {
    if (key.length != KEY_SIZE) {
      throw new IllegalArgumentException(what + " has " + KEY_SIZE + " bytes, not " + key.length);
    }
  }
}
