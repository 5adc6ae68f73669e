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
import java.util.List;
import java.util.function.Function;

/**
 * Reads CBOR strictly: one form of each value, and nothing else.
 *
 * <p>Jackson's parser is lenient where a replica must not be. It takes indefinite lengths, tags and
 * long forms of short numbers, and allocates up to 250,000 bytes for a byte string because a length
 * says so. So the head of each item is checked in the raw bytes before Jackson sees the item: its
 * type, its shortest form, and its length against the field's bound and against the bytes that are
 * left. What Jackson then decodes is there, and is allowed to be.
 */
final class CborReader {

  /**
   * The greatest view, slot, number or time that a message may name, 2^62-1. No correct party gets
   * there, and what is reckoned from it does not overflow: a liar must not stop who adds one to it.
   */
  static final long MAX_NUMBER = Long.MAX_VALUE / 2;

  /** How deep arrays may nest. Byte strings that hold CBOR begin anew. */
  private static final int MAX_DEPTH = 8;

  static final CBORFactory FACTORY =
      CBORFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private static final int FALSE = 20;
  private static final int TRUE = 21;
  private static final int NULL_HEAD = CborHeads.SIMPLE << 5 | 22;

  private final CborHeads heads;
  private final CBORParser parser;

  private CborReader(CborHeads heads, CBORParser parser) {
    this.heads = heads;
    this.parser = parser;
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
    return decode(input, new CborHeads(subject, input.unsafeArray(), 0), decoder);
  }

  /**
   * Decodes the byte string just read, as {@link #decode(String, Bytes, int, Function)} does;
   * positions stay the whole subject's.
   */
  <T> T decodeInside(Bytes content, Function<CborReader, T> decoder) {
    int from = heads.offset() - content.size();
    return decode(content, new CborHeads(heads.subject(), content.unsafeArray(), from), decoder);
  }

  private static <T> T decode(Bytes input, CborHeads heads, Function<CborReader, T> decoder) {
    try (CBORParser parser = FACTORY.createParser(input.unsafeArray())) {
      T decoded = decoder.apply(new CborReader(heads, parser));
      heads.expectEnd();
      return decoded;
    } catch (IllegalArgumentException objection) {
      throw heads.malformed(String.valueOf(objection.getMessage()));
    } catch (IOException unreadable) {
      throw heads.malformed("unreadable: " + unreadable.getMessage());
    }
  }

  /** Begins an array of exactly {@code size} items. */
  void array(String what, int size) {
    array(what, size, size);
  }

  /** Begins an array and returns its size, {@code min … max}, each item of at least one byte. */
  int array(String what, int min, int max) {
    int size = heads.length(what, CborHeads.ARRAY, min, max);
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
    long number = heads.argument(what, CborHeads.UNSIGNED, min, max);
    expect(what, JsonToken.VALUE_NUMBER_INT);
    return number;
  }

  /** An integer of {@code 0 … 2^62-1}. */
  long number(String what) {
    return number(what, 0, MAX_NUMBER);
  }

  Bytes bytes(String what, int min, int max) {
    int size = heads.length(what, CborHeads.BYTE_STRING, min, max);
    expect(what, JsonToken.VALUE_EMBEDDED_OBJECT);
    Bytes bytes = Bytes.wrap(read(parser::getBinaryValue));
    heads.skip(size);
    return bytes;
  }

  Bytes bytes(String what, int size) {
    return bytes(what, size, size);
  }

  /** A text of {@code min … max} bytes of well-formed UTF-8. */
  String text(String what, int min, int max) {
    int size = heads.length(what, CborHeads.TEXT_STRING, min, max);
    expect(what, JsonToken.VALUE_STRING);
    String text = read(parser::getText);
    // Jackson lets some bytes pass that are no UTF-8, half a surrogate pair for one.
    if (!heads.isContent(text.getBytes(StandardCharsets.UTF_8), size)) {
      throw heads.malformed(what + " is not well-formed UTF-8");
    }
    heads.skip(size);
    return text;
  }

  boolean flag(String what) {
    boolean flag = heads.argument(what, CborHeads.SIMPLE, FALSE, TRUE) == TRUE;
    expect(what, flag ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE);
    return flag;
  }

  /** Whether null stands here, which is then read. */
  boolean isAbsent() {
    boolean absent = heads.isNext(NULL_HEAD);
    if (absent) {
      heads.skip(1);
      expect("null", JsonToken.VALUE_NULL);
    }
    return absent;
  }

  MalformedMessageException malformed(String fault) {
    return heads.malformed(fault);
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T read(Step<T> step) {
    try {
      return step.run();
    } catch (IOException unreadable) {
      throw heads.malformed("unreadable: " + unreadable.getMessage());
    }
  }

  private void expect(String what, JsonToken expected) {
    JsonToken found = read(parser::nextToken);
    if (found != expected) {
      throw heads.malformed(what + ": expected " + expected + ", found " + found);
    }
  }
}
