package io.weevil.engine.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads CBOR strictly: one form of each value, and nothing else.
 *
 * <p>Jackson's parser is lenient where a replica must not be. It takes indefinite lengths, tags and
 * long forms of short numbers, and allocates up to 250,000 bytes for a byte string because a length
 * says so. So the head of each item is checked here, in the raw bytes, before Jackson sees the
 * item: its type, its shortest form, and its length against the field's bound and against the bytes
 * that are left. What Jackson then decodes is there, and is allowed to be.
 */
final class CborReader {

  /** How deep arrays may nest. Byte strings that hold CBOR begin anew. */
  private static final int MAX_DEPTH = 8;

  static final CBORFactory FACTORY =
      CBORFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final int UNSIGNED = 0;
  private static final int BYTE_STRING = 2;
  private static final int TEXT_STRING = 3;
  private static final int ARRAY = 4;
  private static final int SIMPLE = 7;
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
  private static final int FALSE = 20;
  private static final int TRUE = 21;
  private static final int NULL = 22;
  private static final int ABSENT = SIMPLE << 5 | NULL;

  private final String subject;
  private final byte[] input;
  private final CBORParser parser;

  /** Where {@code input} begins in the whole subject. */
  private final int base;

  /** The offset in {@code input} of the next item. */
  private int position;

  private CborReader(String subject, byte[] input, int base) throws IOException {
    this.subject = subject;
    this.input = input;
    this.base = base;
    this.parser = FACTORY.createParser(input);
  }

  /**
   * Decodes all of {@code input}, one item.
   *
   * @param subject what it is, for the exception
   * @param maxBytes how long it may be
   * @throws MalformedMessageException and nothing else, also where a value's own constructor
   *     objects
   */
  static <T> T decode(String subject, Bytes input, int maxBytes, Function<CborReader, T> decoder) {
    if (input.size() > maxBytes) {
      throw new MalformedMessageException(
          subject, 0, input.size() + " bytes, more than the " + maxBytes + " allowed");
    }
    return decode(subject, input, decoder, 0);
  }

  /**
   * Decodes the byte string just read, as {@link #decode(String, Bytes, int, Function)} does;
   * positions stay the whole subject's.
   */
  <T> T decodeInside(Bytes content, Function<CborReader, T> decoder) {
    return decode(subject, content, decoder, base + position - content.size());
  }

  private static <T> T decode(
      String subject, Bytes input, Function<CborReader, T> decoder, int base) {
    int position = base;
    try {
      CborReader in = new CborReader(subject, input.unsafeArray(), base);
      try (CBORParser closed = in.parser) {
        T decoded = decoder.apply(in);
        in.expectEnd();
        return decoded;
      } catch (IllegalArgumentException objection) {
        throw in.malformed(String.valueOf(objection.getMessage()));
      } finally {
        position = base + in.position;
      }
    } catch (IOException unreadable) {
      throw new MalformedMessageException(
          subject, position, "unreadable: " + unreadable.getMessage());
    }
  }

  /** Begins an array of exactly {@code size} items. */
  void array(String what, int size) {
    array(what, size, size);
  }

  /**
   * Begins an array and returns its size, {@code min … max} and no more than there are bytes left.
   */
  int array(String what, int min, int max) {
    int size = length(what, ARRAY, min, max);
    expect(what, JsonToken.START_ARRAY);
    return size;
  }

  void end() {
    expect("the array's end", JsonToken.END_ARRAY);
  }

  <T> List<T> list(String what, int min, int max, Function<CborReader, T> element) {
    int size = array(what, min, max);
    List<T> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(element.apply(this));
    }
    end();
    return items;
  }

  /** An integer of {@code min … max}; {@code min} is at least 0. */
  long number(String what, long min, long max) {
    int at = position;
    long number = head(what, UNSIGNED);
    if (number < min || number > max) {
      throw malformed(
          at, what + " must be " + min + " … " + max + ", not " + Long.toUnsignedString(number));
    }
    expect(what, JsonToken.VALUE_NUMBER_INT);
    return read(parser::getLongValue);
  }

  /** An integer of {@code 0 … 2^63-1}. */
  long number(String what) {
    return number(what, 0, Long.MAX_VALUE);
  }

  Bytes bytes(String what, int min, int max) {
    int size = length(what, BYTE_STRING, min, max);
    expect(what, JsonToken.VALUE_EMBEDDED_OBJECT);
    position += size;
    return Bytes.wrap(read(parser::getBinaryValue));
  }

  Bytes bytes(String what, int size) {
    return bytes(what, size, size);
  }

  /** A text of {@code min … max} bytes of well-formed UTF-8. */
  String text(String what, int min, int max) {
    int size = length(what, TEXT_STRING, min, max);
    int from = position;
    expect(what, JsonToken.VALUE_STRING);
    String text = read(parser::getText);
    position += size;
    // Jackson lets some bytes pass that are no UTF-8, half a surrogate pair for one.
    if (!Arrays.equals(
        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(input, from, position))) {
      throw malformed(from, what + " is not well-formed UTF-8");
    }
    return text;
  }

  boolean flag(String what) {
    int at = position;
    long simple = head(what, SIMPLE);
    if (simple != FALSE && simple != TRUE) {
      throw malformed(at, what + " must be true or false");
    }
    expect(what, simple == TRUE ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE);
    return simple == TRUE;
  }

  /** Whether null stands here, which is then read. */
  boolean isAbsent() {
    if (position >= input.length || (input[position] & 0xff) != ABSENT) {
      return false;
    }
    position++;
    expect("null", JsonToken.VALUE_NULL);
    return true;
  }

  MalformedMessageException malformed(String fault) {
    return malformed(position, fault);
  }

  private MalformedMessageException malformed(int at, String fault) {
    return new MalformedMessageException(subject, base + at, fault);
  }

  private int length(String what, int type, int min, int max) {
    int at = position;
    long length = head(what, type);
    if (length < min || length > max) {
      throw malformed(
          at,
          what
              + " must have length "
              + min
              + " … "
              + max
              + ", not "
              + Long.toUnsignedString(length));
    }
    if (length > input.length - position) {
      throw malformed(
          at,
          what + " claims length " + length + " with " + (input.length - position) + " bytes left");
    }
    return (int) length;
  }

  /** Reads an item's head and returns its argument (RFC 8949, section 3), as unsigned 64 bits. */
  private long head(String what, int type) {
    if (position >= input.length) {
      throw malformed("the bytes end before " + what);
    }
    int first = input[position] & 0xff;
    if (first >>> 5 != type) {
      throw malformed(what + " must be " + TYPES[type] + ", not " + TYPES[first >>> 5]);
    }
    int info = first & 0x1f;
    if (info > 27) {
      throw malformed(what + " has an indefinite length or a reserved head");
    }
    long argument = info < 24 ? info : longArgument(what, 1 << (info - 24));
    position += info < 24 ? 1 : 1 + (1 << (info - 24));
    return argument;
  }

  private long longArgument(String what, int size) {
    if (size > input.length - position - 1) {
      throw malformed("the bytes end within the head of " + what);
    }
    long argument = 0;
    for (int i = 1; i <= size; i++) {
      argument = argument << 8 | (input[position + i] & 0xff);
    }
    boolean fitsShorter = size == 1 ? argument < 24 : argument >>> (4 * size) == 0;
    if (fitsShorter) {
      throw malformed(what + " is not in its shortest form");
    }
    return argument;
  }

  private void expectEnd() {
    if (position != input.length) {
      throw malformed((input.length - position) + " bytes too many");
    }
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T read(Step<T> step) {
    try {
      return step.run();
    } catch (IOException unreadable) {
      throw malformed("unreadable: " + unreadable.getMessage());
    }
  }

  private void expect(String what, JsonToken expected) {
    JsonToken found = read(parser::nextToken);
    if (found != expected) {
      throw malformed(what + ": expected " + expected + ", found " + found);
    }
  }
}
