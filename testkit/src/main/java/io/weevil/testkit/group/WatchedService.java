package io.weevil.testkit.group;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A replica's service, looked at after every operation. Its history, a digest of all operations
 * that have led to its state, is part of its snapshots: it goes back with a rollback and on with a
 * state from elsewhere.
 */
final class WatchedService<O, R> implements StateMachine<Bytes, Bytes> {

  private record Dated(Digest history, Snapshot inner) implements Snapshot {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(history.value().unsafeArray());
      inner.writeTo(out);
    }
  }

  private final String replica;
  private final StateMachine<O, R> service;
  private final OperationCodec<O, R> codec;
  private final StateComparison comparison;
  private Digest history = Digests.of(Bytes.EMPTY);

  WatchedService(
      String replica,
      StateMachine<O, R> service,
      OperationCodec<O, R> codec,
      StateComparison comparison) {
    this.replica = replica;
    this.service = service;
    this.codec = codec;
    this.comparison = comparison;
  }

  @Override
  public Bytes apply(OperationContext context, Bytes encoded) {
    history = after(context, encoded);
    O operation = codec.decodeOperation(encoded);
    try {
      Bytes result = codec.encodeResult(service.apply(context, operation));
      comparison.onApplied(replica, history, operation, result.toHex(), state());
      return result;
    } catch (RuntimeException thrown) {
      comparison.onApplied(replica, history, operation, thrown.getClass().getName(), state());
      throw thrown;
    }
  }

  private Digest after(OperationContext context, Bytes operation) {
    return Digests.builder("weevil/testkit/history")
        .bytes(history.value())
        .bytes(context.client().key().value())
        .number(context.client().incarnation())
        .number(context.number())
        .number(context.index())
        .number(context.slot().number())
        .number(context.timestamp().micros())
        .bytes(operation)
        .digest();
  }

  @Override
  public Bytes read(Bytes encoded) {
    O operation = codec.decodeOperation(encoded);
    Digest before = state();
    try {
      return codec.encodeResult(service.read(operation));
    } finally {
      if (!state().equals(before)) {
        comparison.onReadChanged(replica, operation);
      }
    }
  }

  private Digest state() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      service.snapshot().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot cannot be written to memory", e);
    }
    return Digests.of(bytes.toByteArray());
  }

  @Override
  public Snapshot snapshot() {
    return new Dated(history, service.snapshot());
  }

  @Override
  public void restore(Snapshot snapshot) {
    Dated dated = (Dated) snapshot;
    service.restore(dated.inner());
    history = dated.history();
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    byte[] read = in.readNBytes(Digest.SIZE);
    if (read.length < Digest.SIZE) {
      throw new EOFException("a watched state begins with its history");
    }
    return new Dated(new Digest(Bytes.wrap(read)), service.readSnapshot(in));
  }
}
