package io.weevil.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes with value equality. What is hashed, signed or authenticated is always
 * one of these, exactly as it was received, never a re-encoding.
 *
 * <p>One may be a {@linkplain #slice part} of another, whose memory it then keeps: what is to
 * outlive the whole is {@linkplain #compact copied}.
 */
public final class Bytes {

  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] content;
  private final int offset;
  private final int size;
  private int hash;

  private Bytes(byte[] content, int offset, int size) {
    this.content = content;
    this.offset = offset;
    this.size = size;
  }

  /** A copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return wrap(content.clone());
  }

  /** Takes ownership of {@code content}: the caller must not change the array afterwards. */
  public static Bytes wrap(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content, 0, content.length);
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of a hexadecimal text; throws {@link IllegalArgumentException} when it is not one. */
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The byte at {@code index}; throws {@link IndexOutOfBoundsException} where there is none. */
  public byte at(int index) {
    return content[offset + Objects.checkIndex(index, size)];
  }

  /**
   * A part of these bytes, not copied.
   *
   * @throws IndexOutOfBoundsException where it is none
   */
  public Bytes slice(int from, int length) {
    Objects.checkFromIndexSize(from, length, size);
    return length == 0 ? EMPTY : new Bytes(content, offset + from, length);
  }

  /** The same bytes in memory of their own. */
  public Bytes compact() {
    return isWhole() ? this : wrap(toArray());
  }

  /** A fresh copy that the caller may change. */
  public byte[] toArray() {
    return Arrays.copyOfRange(content, offset, offset + size);
  }

  /**
   * The array itself, for readers that promise not to write to it (hashing, encoding, sending); of
   * a part a copy.
   */
  public byte[] unsafeArray() {
    return isWhole() ? content : toArray();
  }

  private boolean isWhole() {
    return size == content.length;
  }

  /** Takes bytes where they are, and does not change them. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] array, int offset, int size);
  }

  /** Has these bytes read where they are. */
  public void readBy(Reader reader) {
    reader.read(content, offset, size);
  }

  /** Puts these bytes at the buffer's position. */
  public void putInto(ByteBuffer buffer) {
    buffer.put(content, offset, size);
  }

  public String toUtf8() {
    return new String(content, offset, size, StandardCharsets.UTF_8);
  }

  public String toHex() {
    return HexFormat.of().formatHex(content, offset, offset + size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Bytes that
            && Arrays.equals(
                content,
                offset,
                offset + size,
                that.content,
                that.offset,
                that.offset + that.size));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = isWhole() ? Arrays.hashCode(content) : hashOfPart();
    }
    return hash;
  }

  /** As {@link Arrays#hashCode(byte[])} reckons it. */
  private int hashOfPart() {
    int result = 1;
    for (int i = offset; i < offset + size; i++) {
      result = 31 * result + content[i];
    }
    return result;
  }

  @Override
  public String toString() {
    return size <= 16
        ? toHex()
        : HexFormat.of().formatHex(content, offset, offset + 12) + "…(" + size + " bytes)";
  }
}
