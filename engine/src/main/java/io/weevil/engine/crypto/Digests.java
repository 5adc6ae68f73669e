package io.weevil.engine.crypto;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256, from the JDK (which uses the processor's SHA instructions; Bouncy Castle's is five to
 * eight times slower).
 */
public final class Digests {

  // Never fed: every digest works on a clone, which costs less than to look the algorithm up.
  private static final MessageDigest PROTOTYPE = prototype();

  private Digests() {}

  public static Digest of(Bytes content) {
    MessageDigest sha = sha256();
    content.readBy(sha::update);
    return new Digest(Bytes.wrap(sha.digest()));
  }

  public static Digest of(byte[] content) {
    return new Digest(Bytes.wrap(sha256().digest(content)));
  }

  /** {@code h_s = H(h_(s-1) ‖ s ‖ d_s)}. */
  public static Digest chain(Digest previousHistory, Slot slot, Digest batch) {
    MessageDigest sha = sha256();
    sha.update(previousHistory.value().unsafeArray());
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(slot.number()).flip());
    sha.update(batch.value().unsafeArray());
    return new Digest(Bytes.wrap(sha.digest()));
  }

  /** A digest over several fields, each with its length, under a domain. */
  public static Builder builder(String domain) {
    return new Builder().text(domain);
  }

  static MessageDigest sha256() {
    try {
      return (MessageDigest) PROTOTYPE.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the platform's SHA-256 can be cloned", impossible);
    }
  }

  private static MessageDigest prototype() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Collects fields; unambiguous because every field is preceded by its length. */
  public static final class Builder {
    private final MessageDigest sha = sha256();

    private Builder() {}

    public Builder bytes(Bytes field) {
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.size()).flip());
      field.readBy(sha::update);
      return this;
    }

    public Builder text(String field) {
      return bytes(Bytes.wrap(field.getBytes(StandardCharsets.UTF_8)));
    }

    public Builder number(long field) {
      sha.update(
          ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(field).flip());
      return this;
    }

    public Digest digest() {
      return new Digest(Bytes.wrap(sha.digest()));
    }
  }
}
