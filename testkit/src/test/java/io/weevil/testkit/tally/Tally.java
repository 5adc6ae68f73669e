package io.weevil.testkit.tally;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.linearizability.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Numbers that clients add to, by name: a service as a user would write one. */
public class Tally implements StateMachine<Tally.Operation, Long> {

  /** What clients can ask. */
  public sealed interface Operation {
    String name();

    /** The result is the new number. Whoever adds 0 is refused. */
    record Add(String name, long amount) implements Operation {}

    /** The result is the number. */
    record Get(String name) implements Operation {}
  }

  private SortedMap<String, Long> numbers = new TreeMap<>();

  @Override
  public Long apply(OperationContext context, Operation operation) {
    return switch (operation) {
      case Operation.Get(String name) -> get(name);
      case Operation.Add(String name, long amount) -> {
        if (amount == 0) {
          throw new IllegalArgumentException("nothing to add");
        }
        SortedMap<String, Long> next = new TreeMap<>(numbers);
        next.merge(name, amount, Long::sum);
        numbers = next;
        yield get(name);
      }
    };
  }

  protected long get(String name) {
    return numbers.getOrDefault(name, 0L);
  }

  @Override
  public Long read(Operation operation) {
    if (operation instanceof Operation.Get(String name)) {
      return get(name);
    }
    throw new UnsupportedOperationException("adding must be ordered");
  }

  @Override
  public Snapshot snapshot() {
    return new Frozen(numbers);
  }

  @Override
  public void restore(Snapshot snapshot) {
    numbers = ((Frozen) snapshot).numbers();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    SortedMap<String, Long> read = new TreeMap<>();
    new String(in.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("="))
        .forEach(pair -> read.put(pair[0], Long.valueOf(pair[1])));
    return new Frozen(read);
  }

  private record Frozen(SortedMap<String, Long> numbers) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (Map.Entry<String, Long> entry : numbers.entrySet()) {
        out.write((entry.getKey() + "=" + entry.getValue() + "\n").getBytes("UTF-8"));
      }
    }
  }

  /** Operations and results as text. */
  public static final class Codec implements OperationCodec<Operation, Long> {

    @Override
    public Bytes encodeOperation(Operation operation) {
      return Bytes.utf8(
          switch (operation) {
            case Operation.Add(String name, long amount) -> "add " + name + " " + amount;
            case Operation.Get(String name) -> "get " + name;
          });
    }

    @Override
    public Operation decodeOperation(Bytes bytes) {
      String[] words = bytes.toUtf8().split(" ");
      return switch (words[0]) {
        case "add" -> new Operation.Add(words[1], Long.parseLong(words[2]));
        case "get" -> new Operation.Get(words[1]);
        default -> throw new MalformedOperationException("no such operation");
      };
    }

    @Override
    public Bytes encodeResult(Long result) {
      return Bytes.utf8(Long.toString(result));
    }

    @Override
    public Long decodeResult(Bytes bytes) {
      return Long.valueOf(bytes.toUtf8());
    }
  }

  /** One number, for the linearizability checker. */
  public static final class OneNumber implements Model<Long, Operation, Long> {

    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Step<Long, Long> step(Long number, Operation operation) {
      long next =
          operation instanceof Operation.Add(String name, long more) ? number + more : number;
      return new Step<>(next, next);
    }
  }
}
