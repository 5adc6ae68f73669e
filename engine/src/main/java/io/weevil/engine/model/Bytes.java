package io.weevil.engine.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes with value equality. What is hashed, signed or authenticated is always
 * one of these, exactly as it was received, never a re-encoding.
 */
public final class Bytes {

  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;
  private int hash;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  /** Takes ownership of {@code content}: the caller must not change the array afterwards. */
  public static Bytes wrap(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of a hexadecimal text; throws {@link IllegalArgumentException} when it is not one. */
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  public int size() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  /** A fresh copy that the caller may change. */
  public byte[] toArray() {
    return content.clone();
  }

  /** The array itself, for readers that promise not to write to it (hashing, encoding, sending). */
  public byte[] unsafeArray() {
    return content;
  }

  public String toUtf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Bytes that && Arrays.equals(content, that.content));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(content);
    }
    return hash;
  }

  @Override
  public String toString() {
    return content.length <= 16
        ? toHex()
        : HexFormat.of().formatHex(content, 0, 12) + "…(" + content.length + " bytes)";
  }
}
