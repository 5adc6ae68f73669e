package io.weevil.testkit.simulation;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.nio.charset.StandardCharsets;

/**
 * A number that operations add to: {@code "add 3"} answers the new number, {@code "get"} the
 * number.
 */
final class Adder implements StateMachine<Bytes, Bytes> {

  private record Number(long value) implements Snapshot {
    @Override
    public void writeTo(java.io.OutputStream out) throws java.io.IOException {
      out.write(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private long number;

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    String text = operation.toUtf8();
    if (text.startsWith("add ")) {
      number += Long.parseLong(text.substring(4));
    } else if (text.equals("fail")) {
      throw new IllegalStateException("asked to fail");
    }
    return Bytes.utf8(Long.toString(number));
  }

  @Override
  public Bytes read(Bytes operation) {
    if (!operation.toUtf8().equals("get")) {
      throw new UnsupportedOperationException();
    }
    return Bytes.utf8(Long.toString(number));
  }

  @Override
  public Snapshot snapshot() {
    return new Number(number);
  }

  @Override
  public void restore(Snapshot snapshot) {
    number = ((Number) snapshot).value();
  }

  @Override
  public Snapshot readSnapshot(java.io.InputStream in) throws java.io.IOException {
    return new Number(Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII)));
  }
}
