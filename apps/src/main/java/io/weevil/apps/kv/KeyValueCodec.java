package io.weevil.apps.kv;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The store's language in CBOR: an array of a code and the record's fields in their order. Codes
 * are never reused.
 */
public final class KeyValueCodec implements OperationCodec<KeyValueOperation, KeyValueResult> {

  private static final int GET = 1;
  private static final int PUT = 2;
  private static final int PUT_ALL = 3;
  private static final int UPDATE = 4;
  private static final int REMOVE = 5;
  private static final int COMPARE_AND_SET = 6;
  private static final int SCAN = 7;

  private static final int VALUE = 1;
  private static final int ABSENT = 2;
  private static final int DONE = 3;
  private static final int MISMATCH = 4;
  private static final int ENTRIES = 5;
  private static final int REFUSED = 6;

  @Override
  public Bytes encodeOperation(KeyValueOperation operation) {
    return CborOutput.toBytes(out -> write(out, operation).end());
  }

  @Override
  public KeyValueOperation decodeOperation(Bytes bytes) {
    try {
      return CborInput.read(bytes, KeyValueCodec::readOperation);
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedOperationException("not a key-value operation: " + reason(e));
    }
  }

  @Override
  public Bytes encodeResult(KeyValueResult result) {
    return CborOutput.toBytes(out -> write(out, result).end());
  }

  @Override
  public KeyValueResult decodeResult(Bytes bytes) {
    try {
      return CborInput.read(bytes, KeyValueCodec::readResult);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not a key-value result: " + reason(e), e);
    }
  }

  private static CborOutput write(CborOutput out, KeyValueOperation operation) throws IOException {
    return switch (operation) {
      case KeyValueOperation.Get(String key) -> out.array(2).number(GET).text(key);
      case KeyValueOperation.Put(String key, Bytes value) ->
          out.array(3).number(PUT).text(key).bytes(value);
      case KeyValueOperation.PutAll(SortedMap<String, Bytes> entries) ->
          out.array(2).number(PUT_ALL).entries(entries);
      case KeyValueOperation.Update(String key, SortedMap<String, Bytes> fields) ->
          out.array(3).number(UPDATE).text(key).entries(fields);
      case KeyValueOperation.Remove(String key) -> out.array(2).number(REMOVE).text(key);
      case KeyValueOperation.CompareAndSet cas ->
          out.array(4)
              .number(COMPARE_AND_SET)
              .text(cas.key())
              .bytes(cas.expected())
              .bytes(cas.value());
      case KeyValueOperation.Scan scan ->
          out.array(4).number(SCAN).text(scan.from()).text(scan.to()).number(scan.limit());
    };
  }

  private static KeyValueOperation readOperation(CborInput in) throws IOException {
    in.array();
    int code = in.number();
    KeyValueOperation operation =
        switch (code) {
          case GET -> new KeyValueOperation.Get(in.text());
          case PUT -> new KeyValueOperation.Put(in.text(), in.bytes());
          case PUT_ALL -> new KeyValueOperation.PutAll(in.entries());
          case UPDATE -> new KeyValueOperation.Update(in.text(), in.entries());
          case REMOVE -> new KeyValueOperation.Remove(in.text());
          case COMPARE_AND_SET ->
              new KeyValueOperation.CompareAndSet(in.text(), in.bytesOrNull(), in.bytes());
          case SCAN -> new KeyValueOperation.Scan(in.text(), in.textOrNull(), in.number());
          default -> throw new IllegalArgumentException("there is no operation with code " + code);
        };
    in.end();
    return operation;
  }

  private static CborOutput write(CborOutput out, KeyValueResult result) throws IOException {
    return switch (result) {
      case KeyValueResult.Value(Bytes value) -> out.array(2).number(VALUE).bytes(value);
      case KeyValueResult.Absent absent -> out.array(1).number(ABSENT);
      case KeyValueResult.Done done -> out.array(1).number(DONE);
      case KeyValueResult.Mismatch(Bytes actual) -> out.array(2).number(MISMATCH).bytes(actual);
      case KeyValueResult.Entries(List<KeyValueResult.Entry> entries, String next) ->
          writeEntries(out.array(3).number(ENTRIES), entries).text(next);
      case KeyValueResult.Refused(String reason) -> out.array(2).number(REFUSED).text(reason);
    };
  }

  private static CborOutput writeEntries(CborOutput out, List<KeyValueResult.Entry> entries)
      throws IOException {
    out.array(2 * entries.size());
    for (KeyValueResult.Entry entry : entries) {
      out.text(entry.key()).bytes(entry.value());
    }
    return out.end();
  }

  private static KeyValueResult readResult(CborInput in) throws IOException {
    in.array();
    int code = in.number();
    KeyValueResult result =
        switch (code) {
          case VALUE -> new KeyValueResult.Value(in.bytes());
          case ABSENT -> new KeyValueResult.Absent();
          case DONE -> new KeyValueResult.Done();
          case MISMATCH -> new KeyValueResult.Mismatch(in.bytesOrNull());
          case ENTRIES -> new KeyValueResult.Entries(readEntries(in), in.textOrNull());
          case REFUSED -> new KeyValueResult.Refused(in.text());
          default -> throw new IllegalArgumentException("there is no result with code " + code);
        };
    in.end();
    return result;
  }

  private static List<KeyValueResult.Entry> readEntries(CborInput in) throws IOException {
    List<KeyValueResult.Entry> entries = new ArrayList<>();
    in.entries().forEach((key, value) -> entries.add(new KeyValueResult.Entry(key, value)));
    return entries;
  }

  /** Deterministic: what Jackson says of the place of an error is left out. */
  private static @Nullable String reason(Exception e) {
    return e instanceof IOException ? "the bytes are not the CBOR expected" : e.getMessage();
  }
}
