package io.weevil.testkit.actors;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.linearizability.Model;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.linearizability.Registers.Swap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The registers of {@link Registers}, as a service. Operations and results travel as text. */
public final class RegisterService implements StateMachine<Bytes, Bytes> {

  private record Values(SortedMap<String, String> values) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (Map.Entry<String, String> entry : values.entrySet()) {
        out.write((entry.getKey() + "=" + entry.getValue() + "\n").getBytes("UTF-8"));
      }
    }
  }

  private static final Registers MODEL = new Registers();

  private SortedMap<String, String> values = new TreeMap<>();

  public static Bytes encode(Operation operation) {
    return Bytes.utf8(
        switch (operation) {
          case Get get -> "get " + get.key();
          case Put put -> "put " + put.key() + " " + put.value();
          case Swap swap -> "swap " + swap.key() + " " + text(swap.expected()) + " " + swap.value();
        });
  }

  public static Operation decode(Bytes operation) {
    String[] words = operation.toUtf8().split(" ");
    return switch (words[0]) {
      case "get" -> new Get(words[1]);
      case "put" -> new Put(words[1], words[2]);
      case "swap" -> new Swap(words[1], value(words[2]), words[3]);
      default -> throw new IllegalArgumentException("no operation: " + operation.toUtf8());
    };
  }

  private static String text(Optional<String> value) {
    return value.orElse("-");
  }

  private static Optional<String> value(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(text);
  }

  public static Optional<String> decodeResult(Bytes result) {
    return value(result.toUtf8());
  }

  @Override
  public Bytes apply(OperationContext context, Bytes encoded) {
    Operation operation = decode(encoded);
    Model.Step<Optional<String>, Optional<String>> step =
        MODEL.step(Optional.ofNullable(values.get(operation.key())), operation);
    SortedMap<String, String> next = new TreeMap<>(values);
    step.next().ifPresent(value -> next.put(operation.key(), value));
    values = next;
    return Bytes.utf8(text(step.result()));
  }

  @Override
  public Bytes read(Bytes encoded) {
    if (!(decode(encoded) instanceof Get get)) {
      throw new UnsupportedOperationException();
    }
    return Bytes.utf8(text(Optional.ofNullable(values.get(get.key()))));
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    SortedMap<String, String> read = new TreeMap<>();
    for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        read.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new Values(read);
  }

  @Override
  public Snapshot snapshot() {
    return new Values(values);
  }

  @Override
  public void restore(Snapshot snapshot) {
    values = ((Values) snapshot).values();
  }
}
