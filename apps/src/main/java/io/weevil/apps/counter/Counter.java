package io.weevil.apps.counter;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A number that clients add to. */
public final class Counter implements StateMachine<Counter.Operation, Long> {

  /** What clients can ask. */
  public sealed interface Operation {
    /** Adds {@code amount}, which may be negative; the result is the new value. */
    record Add(long amount) implements Operation {}

    /** The result is the value. */
    record Get() implements Operation {}
  }

  private long value;

  /** Throws {@link ArithmeticException}, and changes nothing, when the sum would overflow. */
  @Override
  public Long apply(OperationContext context, Operation operation) {
    return switch (operation) {
      case Operation.Add(long amount) -> value = Math.addExact(value, amount);
      case Operation.Get get -> value;
    };
  }

  @Override
  public Long read(Operation operation) {
    return switch (operation) {
      case Operation.Add add -> throw new UnsupportedOperationException("adding must be ordered");
      case Operation.Get get -> value;
    };
  }

  @Override
  public Snapshot snapshot() {
    return new Frozen(value);
  }

  @Override
  public void restore(Snapshot snapshot) {
    value = ((Frozen) snapshot).value();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    return new Frozen(new DataInputStream(in).readLong());
  }

  /** The number at one time. */
  private record Frozen(long value) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      new DataOutputStream(out).writeLong(value);
    }
  }

  /** Operations and results as bytes: nine for Add, one for Get, eight for a result. */
  public static final class Codec implements OperationCodec<Operation, Long> {

    private static final byte ADD = 1;
    private static final byte GET = 2;

    @Override
    public Bytes encodeOperation(Operation operation) {
      return switch (operation) {
        case Operation.Add(long amount) ->
            Bytes.wrap(ByteBuffer.allocate(9).put(ADD).putLong(amount).array());
        case Operation.Get get -> Bytes.wrap(new byte[] {GET});
      };
    }

    @Override
    public Operation decodeOperation(Bytes bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.unsafeArray());
      byte code = buffer.hasRemaining() ? buffer.get() : 0;
      if (code == ADD && buffer.remaining() == Long.BYTES) {
        return new Operation.Add(buffer.getLong());
      }
      if (code == GET && !buffer.hasRemaining()) {
        return new Operation.Get();
      }
      throw new MalformedOperationException("not a counter operation: " + bytes);
    }

    @Override
    public Bytes encodeResult(Long result) {
      return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(result).array());
    }

    @Override
    public Long decodeResult(Bytes bytes) {
      if (bytes.size() != Long.BYTES) {
        throw new IllegalArgumentException("not a counter result: " + bytes);
      }
      return ByteBuffer.wrap(bytes.unsafeArray()).getLong();
    }
  }
}
