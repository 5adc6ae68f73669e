package io.weevil.engine.execution;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Writes down every operation that it executes, with its context; some operations misbehave. A read
 * of {@code size} tells how many there are.
 */
final class JournalService implements StateMachine<Bytes, Bytes> {

  private PVector<String> journal = TreePVector.empty();

  /**
   * Added to what is written down, or to results: a service that is not the same on every replica.
   */
  private String flawOfState = "";

  private String flawOfResults = "";

  void corruptState() {
    flawOfState = "!";
  }

  void corruptResults() {
    flawOfResults = "!";
  }

  PVector<String> journal() {
    return journal;
  }

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    String text = operation.toUtf8();
    switch (text.split(" ")[0]) {
      case "throw" ->
          throw new IllegalStateException(
              "object@" + Integer.toHexString(System.identityHashCode(this)));
      case "malformed" -> throw new MalformedOperationException("no operation begins with m");
      case "unsupported" -> throw new UnsupportedOperationException("ordered");
      case "anonymous" -> throw new RuntimeException("not to be seen") {};
      case "error" -> throw new OutOfMemoryError("for the test");
      case "nothing" -> {
        return null;
      }
      case "large" -> {
        return Bytes.wrap(new byte[Integer.parseInt(text.split(" ")[1])]);
      }
      default -> {}
    }
    journal =
        journal.plus(
            text
                + flawOfState
                + " @"
                + context.slot()
                + "."
                + context.index()
                + " "
                + context.timestamp().micros());
    return Bytes.utf8(text + " is entry " + journal.size() + flawOfResults);
  }

  @Override
  public Bytes read(Bytes operation) {
    return switch (operation.toUtf8()) {
      case "size" -> Bytes.utf8("" + journal.size());
      case "throw" ->
          throw new IllegalArgumentException(
              "object@" + Integer.toHexString(System.identityHashCode(this)));
      default -> throw new UnsupportedOperationException(operation.toUtf8());
    };
  }

  @Override
  public Snapshot snapshot() {
    return new Entries(journal);
  }

  private record Entries(PVector<String> entries) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (String entry : entries) {
        out.write((entry + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void restore(Snapshot snapshot) {
    journal = ((Entries) snapshot).entries();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    if (text.contains("\0")) {
      throw new IOException("a journal has no zero in it");
    }
    return new Entries(TreePVector.from(text.lines().toList()));
  }
}
