package io.weevil.testkit.determinism;

import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Services that are each wrong in one way, and what is right about the same. */
final class UnsoundServices {

  private UnsoundServices() {}

  /** Does everything right. */
  static final class Sound extends Diary {
    @Override
    String entry(String operation) {
      return operation + "!";
    }

    @Override
    public String apply(OperationContext context, String operation) {
      if (operation.isEmpty()) {
        throw new IllegalStateException("nothing to write down " + new Object());
      }
      return super.apply(context, operation);
    }
  }

  private static final class Key {
    private final String name;

    Key(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Iterates over keys without a hashCode of their own. */
  static final class HashOrder extends Diary {
    private static final List<Key> KEYS =
        IntStream.range(0, 20).mapToObj(i -> new Key("key" + i)).toList();

    @Override
    String entry(String operation) {
      return new HashSet<>(KEYS).toString();
    }
  }

  /** An enum's hashCode is another one in each JVM. */
  static final class EnumOrder extends Diary {
    private enum Colour {
      RED,
      ORANGE,
      YELLOW,
      GREEN,
      BLUE,
      INDIGO,
      VIOLET
    }

    @Override
    String entry(String operation) {
      Map<Colour, Integer> map = new HashMap<>();
      for (Colour colour : Colour.values()) {
        map.put(colour, colour.ordinal());
      }
      return map.toString();
    }
  }

  /** The order of an immutable set is another one in each JVM. */
  static final class SetOrder extends Diary {
    @Override
    String entry(String operation) {
      String[] many = IntStream.range(0, 1_000).mapToObj(Integer::toString).toArray(String[]::new);
      return Set.of(many).toString(); // by chance two processes agree once in thousands
    }
  }

  static final class ObjectHash extends Diary {
    @Override
    String entry(String operation) {
      return new Object().toString();
    }
  }

  static final class Clock extends Diary {
    @Override
    String entry(String operation) {
      return operation + " at " + System.nanoTime();
    }
  }

  static final class Today extends Diary {
    @Override
    String entry(String operation) {
      return operation + " on " + LocalDate.now();
    }
  }

  static final class Chance extends Diary {
    @Override
    String entry(String operation) {
      return operation + UUID.randomUUID();
    }
  }

  static final class Casing extends Diary {
    @Override
    @SuppressWarnings("StringCaseLocaleUsage") // that is what is wrong with it
    String entry(String operation) {
      return "TITLE".toLowerCase();
    }
  }

  static final class Formatting extends Diary {
    @Override
    String entry(String operation) {
      return String.format("%d", 1_000 + operation.length());
    }
  }

  static final class Encoding extends Diary {
    @Override
    String entry(String operation) {
      return String.valueOf("é".getBytes(Charset.defaultCharset()).length);
    }
  }

  static final class Lines extends Diary {
    @Override
    String entry(String operation) {
      return String.format("%s%n", operation);
    }
  }

  /** Threads that race. */
  static final class Racing extends Diary {
    @Override
    String entry(String operation) {
      List<Integer> order = Collections.synchronizedList(new ArrayList<>());
      IntStream.range(0, 500).parallel().forEach(order::add);
      return String.valueOf(order.hashCode());
    }
  }

  static final class Processors extends Diary {
    @Override
    String entry(String operation) {
      return CompletableFuture.supplyAsync(() -> Runtime.getRuntime().availableProcessors())
          .join()
          .toString();
    }
  }

  /** Asks whether garbage is collected yet. */
  static final class Forgetting extends Diary {
    private final WeakReference<Object> cached = new WeakReference<>(new byte[100]);

    @Override
    String entry(String operation) {
      return cached.get() == null ? "forgotten" : "known";
    }
  }

  static final class Environment extends Diary {
    @Override
    String entry(String operation) {
      return System.getProperty("user.name");
    }
  }

  static final class StaticVariable extends Diary {
    private static int entries;

    @Override
    String entry(String operation) {
      return String.valueOf(++entries);
    }
  }

  /** Neither snapshot nor restore know of a part of the state. */
  static final class LeftOut extends Diary {
    private int count;

    @Override
    String entry(String operation) {
      return String.valueOf(++count);
    }
  }

  /** Goes back in memory as it should, and does not write a part of the state. */
  static final class NotWritten extends Diary {
    private int count;

    private record Counted(Frozen entries, int count) implements Snapshot {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        entries.writeTo(out);
      }
    }

    @Override
    String entry(String operation) {
      return String.valueOf(++count);
    }

    @Override
    public Snapshot snapshot() {
      return new Counted((Frozen) super.snapshot(), count);
    }

    @Override
    public void restore(Snapshot snapshot) {
      super.restore(((Counted) snapshot).entries());
      count = ((Counted) snapshot).count();
    }

    @Override
    public Snapshot readSnapshot(InputStream in) throws IOException {
      return new Counted((Frozen) super.readSnapshot(in), 0);
    }
  }

  /** Its snapshots change with its state; it takes a copy when it goes back, so nobody notices. */
  static final class SharedSnapshot extends Diary {
    private List<String> mine = new ArrayList<>();

    @Override
    String entry(String operation) {
      mine.add(operation);
      return operation;
    }

    @Override
    public String read(String operation) {
      return String.valueOf(mine.size());
    }

    @Override
    public Snapshot snapshot() {
      int size = mine.size();
      return new Lazy(mine, size);
    }

    private record Lazy(List<String> shared, int size) implements Snapshot {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        new Frozen(shared).writeTo(out);
      }
    }

    @Override
    public void restore(Snapshot snapshot) {
      Lazy lazy = (Lazy) snapshot;
      mine = new ArrayList<>(lazy.shared().subList(0, lazy.size()));
    }

    @Override
    public Snapshot readSnapshot(InputStream in) throws IOException {
      Frozen frozen = (Frozen) super.readSnapshot(in);
      return new Lazy(frozen.entries(), frozen.entries().size());
    }
  }

  /** A read is written down too. */
  static final class ReadsAreNoted extends Diary {
    @Override
    String entry(String operation) {
      return operation;
    }

    @Override
    public String read(String operation) {
      return apply(null, operation);
    }
  }

  /** Cannot read what it has written. */
  static final class Unreadable extends Diary {
    @Override
    String entry(String operation) {
      return operation;
    }

    @Override
    public Snapshot readSnapshot(InputStream in) throws IOException {
      throw new IOException("no such format");
    }
  }
}
