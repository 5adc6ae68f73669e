package io.weevil.apps.kv;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.weevil.engine.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes CBOR of definite lengths: equal content, equal bytes. */
final class CborOutput {

  /** What is to be written. */
  interface Content {
    void writeTo(CborOutput out) throws IOException;
  }

  private static final CBORFactory FACTORY = new CBORFactory();

  private final CBORGenerator generator;

  private CborOutput(CBORGenerator generator) {
    this.generator = generator;
  }

  static Bytes toBytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try {
      write(out, content);
    } catch (IOException impossible) {
      throw new UncheckedIOException("an array in memory cannot fail", impossible);
    }
    return Bytes.wrap(out.toByteArray());
  }

  /** Leaves {@code out} open. */
  static void write(OutputStream out, Content content) throws IOException {
    CBORGenerator generator = FACTORY.createGenerator(out);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    try (generator) {
      content.writeTo(new CborOutput(generator));
    }
  }

  CborOutput array(int size) throws IOException {
    generator.writeStartArray(null, size);
    return this;
  }

  CborOutput end() throws IOException {
    generator.writeEndArray();
    return this;
  }

  CborOutput number(long number) throws IOException {
    generator.writeNumber(number);
    return this;
  }

  CborOutput text(@Nullable String text) throws IOException {
    generator.writeString(text);
    return this;
  }

  CborOutput bytes(@Nullable Bytes bytes) throws IOException {
    if (bytes == null) {
      generator.writeNull();
    } else {
      generator.writeBinary(bytes.unsafeArray());
    }
    return this;
  }

  /** An array of twice the size: name, value, name, value …, in the map's order. */
  CborOutput entries(Map<String, Bytes> entries) throws IOException {
    array(2 * entries.size());
    for (Map.Entry<String, Bytes> entry : entries.entrySet()) {
      text(entry.getKey()).bytes(entry.getValue());
    }
    return end();
  }
}
