package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;

/**
 * The heads of CBOR items in raw bytes (RFC 8949, section 3), one after the other, each in its
 * shortest form. A head is a type and an argument: a number, a length, a simple value.
 */
final class CborHeads {

  static final int UNSIGNED = 0;
  static final int BYTE_STRING = 2;
  static final int TEXT_STRING = 3;
  static final int ARRAY = 4;
  static final int SIMPLE = 7;

  private static final String[] TYPES = {
    "an unsigned integer",
    "a negative integer",
    "a byte string",
    "a text",
    "an array",
    "a map",
    "a tag",
    "a simple value"
  };

  private final String subject;
  private final Bytes input;

  /** Where {@code input} begins in the whole subject. */
  private final int base;

  /** Where in {@code input} what is read here ends. */
  private final int end;

  /** The offset in {@code input} of the next head, or of the content of the last one. */
  private int position;

  CborHeads(String subject, Bytes input, int base) {
    this(subject, input, base, 0, input.size());
  }

  private CborHeads(String subject, Bytes input, int base, int position, int end) {
    this.subject = subject;
    this.input = input;
    this.base = base;
    this.position = position;
    this.end = end;
  }

  /** Those in the next {@code size} bytes, which are there; they are passed over here. */
  CborHeads inside(int size) {
    CborHeads inside = new CborHeads(subject, input, base, position, position + size);
    skip(size);
    return inside;
  }

  /** A copy of the next {@code size} bytes, which are there; they are passed over. */
  byte[] content(int size) {
    byte[] content = input.slice(position, size).toArray();
    skip(size);
    return content;
  }

  String subject() {
    return subject;
  }

  /** The offset in the whole subject. */
  int offset() {
    return base + position;
  }

  /** Passes over content. */
  void skip(int bytes) {
    position += bytes;
  }

  /** The next {@code size} bytes as a part of the whole, which it keeps; they are passed over. */
  Bytes view(int size) {
    Bytes view = input.slice(position, size);
    skip(size);
    return view;
  }

  /** Whether the next head is this single byte. */
  boolean isNext(int head) {
    return position < end && (input.at(position) & 0xff) == head;
  }

  /** The argument of the next head, which must be of {@code type}; as unsigned 64 bits. */
  long argument(String what, int type) {
    if (position >= end) {
      throw malformed("the bytes end before " + what);
    }
    int first = input.at(position) & 0xff;
    if (first >>> 5 != type) {
      throw malformed(what + " must be " + TYPES[type] + ", not " + TYPES[first >>> 5]);
    }
    int info = first & 0x1f;
    if (info > 27) {
      throw malformed(what + " has an indefinite length or a reserved head");
    }
    int size = info < 24 ? 0 : 1 << (info - 24);
    long argument = size == 0 ? info : longArgument(what, size);
    position += 1 + size;
    return argument;
  }

  private long longArgument(String what, int size) {
    if (size > end - position - 1) {
      throw malformed("the bytes end within the head of " + what);
    }
    long argument = 0;
    for (int i = 1; i <= size; i++) {
      argument = argument << 8 | (input.at(position + i) & 0xff);
    }
    boolean fitsShorter = size == 1 ? argument < 24 : argument >>> (4 * size) == 0;
    if (fitsShorter) {
      throw malformed(what + " is not in its shortest form");
    }
    return argument;
  }

  /** The argument of the next head, {@code min … max}, where {@code min} is at least 0. */
  long argument(String what, int type, long min, long max) {
    int at = offset();
    long argument = argument(what, type);
    if (argument < min || argument > max) {
      String found = Long.toUnsignedString(argument);
      throw malformed(at, what + inRange(type, min, max) + ", not " + found);
    }
    return argument;
  }

  private static String inRange(int type, long min, long max) {
    return switch (type) {
      case UNSIGNED -> " must be " + min + " … " + max;
      case SIMPLE -> " must be true or false";
      default -> " must have length " + min + " … " + max;
    };
  }

  /** A length of {@code min … max}, and no more than there are bytes left. */
  int length(String what, int type, int min, int max) {
    int at = offset();
    long length = argument(what, type, min, max);
    int left = end - position;
    if (length > left) {
      throw malformed(at, what + " claims length " + length + " with " + left + " bytes left");
    }
    return (int) length;
  }

  void expectEnd() {
    if (position != end) {
      throw malformed((end - position) + " bytes too many");
    }
  }

  MalformedMessageException malformed(String fault) {
    return malformed(offset(), fault);
  }

  MalformedMessageException malformed(int offset, String fault) {
    return new MalformedMessageException(subject, offset, fault);
  }
}
