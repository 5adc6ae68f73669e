package io.weevil.testkit.determinism;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A service that writes down an entry for each operation, and tells it. */
abstract class Diary implements StateMachine<String, String> {

  private List<String> entries = new ArrayList<>();

  /** What is written down for an operation. */
  abstract String entry(String operation);

  @Override
  public String apply(OperationContext context, String operation) {
    String entry = entry(operation);
    entries = new ArrayList<>(entries);
    entries.add(entry);
    return entry;
  }

  @Override
  public String read(String operation) {
    return String.valueOf(entries.size());
  }

  List<String> entries() {
    return entries;
  }

  @Override
  public Snapshot snapshot() {
    return new Frozen(entries);
  }

  @Override
  public void restore(Snapshot snapshot) {
    entries = ((Frozen) snapshot).entries();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    String read = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    return new Frozen(new ArrayList<>(read.isEmpty() ? List.of() : List.of(read.split("\0"))));
  }

  record Frozen(List<String> entries) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(String.join("\0", entries).getBytes(StandardCharsets.UTF_8));
    }
  }

  static final class Codec implements OperationCodec<String, String> {
    @Override
    public Bytes encodeOperation(String operation) {
      return Bytes.utf8(operation);
    }

    @Override
    public String decodeOperation(Bytes bytes) {
      return bytes.toUtf8();
    }

    @Override
    public Bytes encodeResult(String result) {
      return Bytes.utf8(result);
    }

    @Override
    public String decodeResult(Bytes bytes) {
      return bytes.toUtf8();
    }
  }
}
