package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under one key, from the JDK. Statements are short: what is long is
 * digested once for all receivers ({@link SignedBytes#envelope}).
 */
public final class MacKey implements Authenticator {

  /** The size of a key and of a tag, in bytes. */
  public static final int SIZE = 32;

  private static final String ALGORITHM = "HmacSHA256";

  // Keyed, and never fed: every use works on a clone, so that any number of threads may share one
  // key.
  private final Mac prototype;

  private MacKey(Mac prototype) {
    this.prototype = prototype;
  }

  /**
   * A key of 32 bytes; the caller may wipe {@code key} afterwards.
   *
   * @throws IllegalArgumentException for another length
   */
  public static MacKey of(byte[] key) {
    if (key.length != SIZE) {
      throw new IllegalArgumentException("a MAC key has " + SIZE + " bytes, not " + key.length);
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return new MacKey(mac);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
    }
  }

  @Override
  public Bytes tag(Bytes statement) {
    return Bytes.wrap(copy().doFinal(statement.unsafeArray()));
  }

  private Mac copy() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the platform's " + ALGORITHM + " can be cloned", impossible);
    }
  }
}
