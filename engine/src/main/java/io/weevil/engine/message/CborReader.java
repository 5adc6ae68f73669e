package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads CBOR strictly: one form of each value, and nothing else.
 *
 * <p>Jackson's parser, whose generator writes these bytes, is lenient where a replica must not be:
 * it takes indefinite lengths, tags and long forms of short numbers, and allocates up to 250,000
 * bytes for a byte string because a length says so. So each head is checked in the raw bytes: its
 * type, its shortest form, and its length against the field's bound and against the bytes that are
 * left. What is left for a parser then is to copy, which is done here: a parser for each request,
 * and for each thing within it, cost more than all the rest of reading it. The tests hold it
 * against Jackson's.
 */
final class CborReader {

  /**
   * The greatest view, slot, number or time that a message may name, 2^62-1. No correct party gets
   * there, and what is reckoned from it does not overflow: a liar must not stop who adds one to it.
   */
  static final long MAX_NUMBER = Long.MAX_VALUE / 2;

  /** How deep arrays may nest. Byte strings that hold CBOR begin anew. */
  private static final int MAX_DEPTH = 8;

  private static final int FALSE = 20;
  private static final int TRUE = 21;
  private static final int NULL_HEAD = CborHeads.SIMPLE << 5 | 22;

  private final CborHeads heads;

  /** How many items of each array that has begun are still to come, the innermost last. */
  private final int[] missing = new int[MAX_DEPTH];

  private int depth;

  private CborReader(CborHeads heads) {
    this.heads = heads;
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
    return decode(new CborHeads(subject, input, 0), decoder);
  }

  /**
   * Decodes the byte string just read, as {@link #decode(String, Bytes, int, Function)} does;
   * positions stay the whole subject's.
   */
  <T> T decodeInside(Bytes content, Function<CborReader, T> decoder) {
    int from = heads.offset() - content.size();
    return decode(new CborHeads(heads.subject(), content, from), decoder);
  }

  /** Reads a byte string of {@code min … max} bytes and decodes what is in it, without a copy. */
  <T> T inside(String what, int min, int max, Function<CborReader, T> decoder) {
    item(what);
    int size = heads.length(what, CborHeads.BYTE_STRING, min, max);
    return decode(heads.inside(size), decoder);
  }

  private static <T> T decode(CborHeads heads, Function<CborReader, T> decoder) {
    try {
      T decoded = decoder.apply(new CborReader(heads));
      heads.expectEnd();
      return decoded;
    } catch (IllegalArgumentException objection) {
      throw heads.malformed(String.valueOf(objection.getMessage()));
    }
  }

  /** Begins an array of exactly {@code size} items. */
  void array(String what, int size) {
    array(what, size, size);
  }

  /** Begins an array and returns its size, {@code min … max}, each item of at least one byte. */
  int array(String what, int min, int max) {
    item(what);
    int size = heads.length(what, CborHeads.ARRAY, min, max);
    if (depth == MAX_DEPTH) {
      throw heads.malformed(what + " is an array in " + MAX_DEPTH + " others");
    }
    missing[depth++] = size;
    return size;
  }

  /** Ends the innermost array, all of whose items have been read. */
  void end() {
    if (depth == 0 || missing[depth - 1] != 0) {
      throw new IllegalStateException("an array has not been read to its end");
    }
    depth--;
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
    item(what);
    return heads.argument(what, CborHeads.UNSIGNED, min, max);
  }

  /** An integer of {@code 0 … 2^62-1}. */
  long number(String what) {
    return number(what, 0, MAX_NUMBER);
  }

  Bytes bytes(String what, int min, int max) {
    item(what);
    int size = heads.length(what, CborHeads.BYTE_STRING, min, max);
    return Bytes.wrap(heads.content(size));
  }

  /** A byte string that is not copied: it keeps the whole subject in memory. */
  Bytes view(String what, int min, int max) {
    item(what);
    return heads.view(heads.length(what, CborHeads.BYTE_STRING, min, max));
  }

  Bytes bytes(String what, int size) {
    return bytes(what, size, size);
  }

  /** A text of {@code min … max} bytes of well-formed UTF-8. */
  String text(String what, int min, int max) {
    item(what);
    byte[] utf8 = heads.content(heads.length(what, CborHeads.TEXT_STRING, min, max));
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw heads.malformed(what + " is not well-formed UTF-8");
    }
    return text;
  }

  boolean flag(String what) {
    item(what);
    return heads.argument(what, CborHeads.SIMPLE, FALSE, TRUE) == TRUE;
  }

  /** Whether null stands here, which is then read. */
  boolean isAbsent() {
    boolean absent = heads.isNext(NULL_HEAD);
    if (absent) {
      item("null");
      heads.skip(1);
    }
    return absent;
  }

  MalformedMessageException malformed(String fault) {
    return heads.malformed(fault);
  }

  /** One more item of the array that is being read, if any is. */
  private void item(String what) {
    if (depth > 0 && missing[depth - 1]-- == 0) {
      throw new IllegalStateException(what + " is beyond the end of its array");
    }
  }
}
