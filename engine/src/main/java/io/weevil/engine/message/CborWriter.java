package io.weevil.engine.message;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.weevil.engine.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;

/**
 * Writes CBOR in the one form that {@link CborReader} accepts: arrays of definite length without
 * field names, and every head in its shortest form (RFC 8949, section 4.2.1).
 */
final class CborWriter {

  private static final CBORFactory FACTORY = new CBORFactory();

  private final ByteArrayOutputStream sink;
  private final CBORGenerator generator;

  /**
   * @param expectedBytes how long the result will be, about
   */
  CborWriter(int expectedBytes) {
    sink = new ByteArrayOutputStream(expectedBytes);
    try {
      generator = FACTORY.createGenerator(sink);
    } catch (IOException impossible) {
      throw unexpected(impossible);
    }
  }

  /** Begins an array of exactly {@code size} items. */
  CborWriter array(int size) {
    return write(() -> generator.writeStartArray(null, size));
  }

  CborWriter end() {
    return write(generator::writeEndArray);
  }

  /** An array of {@code items}, each written by {@code element}. */
  <T> CborWriter list(Collection<? extends T> items, BiConsumer<CborWriter, T> element) {
    array(items.size());
    items.forEach(item -> element.accept(this, item));
    return end();
  }

  /**
   * An unsigned integer; throws {@link IllegalArgumentException} for a negative one, which no
   * message has.
   */
  CborWriter number(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a number in a message is at least 0, not " + number);
    }
    return write(() -> generator.writeNumber(number));
  }

  CborWriter bytes(Bytes bytes) {
    return write(() -> generator.writeBinary(bytes.unsafeArray()));
  }

  /** A text; what is no character (half a surrogate pair) becomes a question mark. */
  CborWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return write(() -> generator.writeUTF8String(utf8, 0, utf8.length));
  }

  CborWriter flag(boolean flag) {
    return write(() -> generator.writeBoolean(flag));
  }

  CborWriter absent() {
    return write(generator::writeNull);
  }

  /** What was written. The writer is used up. */
  Bytes finish() {
    write(generator::close);
    return Bytes.wrap(sink.toByteArray());
  }

  private interface Step {
    void run() throws IOException;
  }

  private CborWriter write(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException impossible) {
      throw unexpected(impossible);
    }
  }

  private static UncheckedIOException unexpected(IOException cause) {
    return new UncheckedIOException("writing CBOR to memory", cause);
  }
}
