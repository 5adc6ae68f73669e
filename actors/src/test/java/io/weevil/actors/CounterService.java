package io.weevil.actors;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;

/** Adds what it is told to; says the sum. Refuses to go below zero. */
public final class CounterService implements StateMachine<Long, Long> {

  private long sum;

  /** Numbers as decimal text. */
  public static final OperationCodec<Long, Long> CODEC =
      new OperationCodec<>() {
        @Override
        public Bytes encodeOperation(Long operation) {
          return Bytes.utf8(operation.toString());
        }

        @Override
        public Long decodeOperation(Bytes bytes) {
          try {
            return Long.valueOf(bytes.toUtf8());
          } catch (NumberFormatException e) {
            throw new MalformedOperationException("not a number");
          }
        }

        @Override
        public Bytes encodeResult(Long result) {
          return Bytes.utf8(result.toString());
        }

        @Override
        public Long decodeResult(Bytes bytes) {
          return Long.valueOf(bytes.toUtf8());
        }
      };

  @Override
  public Long apply(OperationContext context, Long operation) {
    if (sum + operation < 0) {
      throw new IllegalStateException("there are only " + sum);
    }
    sum += operation;
    return sum;
  }

  @Override
  public Long read(Long operation) {
    return sum;
  }

  @Override
  public Snapshot snapshot() {
    return new Sum(sum);
  }

  @Override
  public void restore(Snapshot snapshot) {
    sum = ((Sum) snapshot).sum();
  }

  @Override
  public Snapshot readSnapshot(java.io.InputStream in) throws java.io.IOException {
    return new Sum(Long.parseLong(Bytes.wrap(in.readAllBytes()).toUtf8()));
  }

  private record Sum(long sum) implements Snapshot {
    @Override
    public void writeTo(java.io.OutputStream out) throws java.io.IOException {
      out.write(Bytes.utf8(Long.toString(sum)).toArray());
    }
  }
}
