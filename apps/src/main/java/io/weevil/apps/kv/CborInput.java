package io.weevil.apps.kv;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads exactly the CBOR that {@link CborOutput} writes, token by token; anything else is an {@link
 * IOException} or an {@link IllegalArgumentException} that says what was expected.
 */
final class CborInput {

  /** What is to be read. */
  interface Content<T> {
    T readFrom(CborInput in) throws IOException;
  }

  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(KeyValueLimits.MAX_VALUE_BYTES)
                  .maxNumberLength(32)
                  .build())
          .build();

  private final CBORParser parser;

  private CborInput(CBORParser parser) {
    this.parser = parser;
  }

  static <T> T read(Bytes bytes, Content<T> content) throws IOException {
    try (CBORParser parser = FACTORY.createParser(bytes.unsafeArray())) {
      return readAll(parser, content);
    }
  }

  static <T> T read(InputStream bytes, Content<T> content) throws IOException {
    try (CBORParser parser = FACTORY.createParser(bytes)) {
      return readAll(parser, content);
    }
  }

  private static <T> T readAll(CBORParser parser, Content<T> content) throws IOException {
    T read = content.readFrom(new CborInput(parser));
    require(parser.nextToken() == null, "nothing after the end");
    return read;
  }

  void array() throws IOException {
    require(parser.nextToken() == JsonToken.START_ARRAY, "an array");
  }

  void end() throws IOException {
    require(parser.nextToken() == JsonToken.END_ARRAY, "the end of an array");
  }

  int number() throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "an integer");
    return parser.getIntValue();
  }

  String text() throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_STRING, "a text");
    return parser.getText();
  }

  @Nullable String textOrNull() throws IOException {
    JsonToken token = parser.nextToken();
    require(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL, "a text or null");
    return token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  Bytes bytes() throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT, "a byte string");
    return Bytes.wrap(parser.getBinaryValue());
  }

  @Nullable Bytes bytesOrNull() throws IOException {
    JsonToken token = parser.nextToken();
    require(
        token == JsonToken.VALUE_EMBEDDED_OBJECT || token == JsonToken.VALUE_NULL,
        "a byte string or null");
    return token == JsonToken.VALUE_NULL ? null : Bytes.wrap(parser.getBinaryValue());
  }

  /** What {@link CborOutput#entries} wrote: names strictly ascending. */
  SortedMap<String, Bytes> entries() throws IOException {
    array();
    SortedMap<String, Bytes> entries = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken() == JsonToken.VALUE_STRING, "a text");
      String name = parser.getText();
      require(
          entries.isEmpty() || entries.lastKey().compareTo(name) < 0, "names in ascending order");
      entries.put(name, bytes());
    }
    return entries;
  }

  private static void require(boolean holds, String expected) {
    KeyValueLimits.require(holds, "expected " + expected);
  }
}
