package io.weevil.apps.bench.service;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Takes any bytes and answers zeros. Its state is the number of operations, and a number into which
 * every operation's name is folded in order: equal states mean the same operations in the same
 * order. A result that has room for it begins with the operation's position.
 */
public final class NullService implements StateMachine<Bytes, Bytes> {

  /** Asks what was done, and changes nothing. No other operation has these bytes. */
  public static final Bytes AUDIT = Bytes.wrap(new byte[] {1});

  /** Results of at least so many bytes begin with the position of their operation, from 1. */
  public static final int POSITION_BYTES = Long.BYTES;

  /**
   * What was done so far; the answer to {@link #AUDIT}.
   *
   * @param operations all that were executed, audits not among them
   * @param bytes of these operations
   * @param order their names, folded in order
   */
  public record Account(long operations, long bytes, long order) implements Snapshot {

    private static final int SIZE = 3 * Long.BYTES;

    /** Throws {@link IllegalArgumentException} when {@code result} is none. */
    public static Account of(Bytes result) {
      if (result.size() != SIZE) {
        throw new IllegalArgumentException("an account has " + SIZE + " bytes, not " + result);
      }
      ByteBuffer in = ByteBuffer.wrap(result.toArray());
      return new Account(in.getLong(), in.getLong(), in.getLong());
    }

    private Bytes encode() {
      return Bytes.wrap(
          ByteBuffer.allocate(SIZE).putLong(operations).putLong(bytes).putLong(order).array());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      new DataOutputStream(out).write(encode().unsafeArray());
    }
  }

  private final int replyBytes;
  private final Bytes zeros;
  private long operations;
  private long bytes;
  private long order;

  /**
   * @param replyBytes size of each result, at least 0
   */
  public NullService(int replyBytes) {
    this.replyBytes = replyBytes;
    this.zeros = Bytes.wrap(new byte[replyBytes]);
  }

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    if (operation.equals(AUDIT)) {
      return account().encode();
    }
    operations++;
    bytes += operation.size();
    order = 31 * (31 * order + context.client().key().hashCode()) + context.number();
    order = 31 * order + context.index();
    return replyBytes < POSITION_BYTES ? zeros : positioned();
  }

  private Bytes positioned() {
    byte[] result = new byte[replyBytes];
    ByteBuffer.wrap(result).putLong(operations);
    return Bytes.wrap(result);
  }

  @Override
  public Bytes read(Bytes operation) {
    throw new UnsupportedOperationException("an account is ordered, so that it is of one moment");
  }

  private Account account() {
    return new Account(operations, bytes, order);
  }

  @Override
  public Snapshot snapshot() {
    return account();
  }

  @Override
  public void restore(Snapshot snapshot) {
    Account account = (Account) snapshot;
    operations = account.operations();
    bytes = account.bytes();
    order = account.order();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    Account read = new Account(data.readLong(), data.readLong(), data.readLong());
    if (in.read() >= 0) {
      throw new IOException("a state of the null service has " + Account.SIZE + " bytes");
    }
    return read;
  }
}
