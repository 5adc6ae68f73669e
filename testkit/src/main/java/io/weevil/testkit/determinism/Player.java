package io.weevil.testkit.determinism;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.MalformedOperationException;
import io.weevil.engine.service.OperationCodec;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Plays operations to a service and observes what comes of each. */
final class Player<O, R> {

  private static final int CLIENTS = 3;
  private static final long START = 1_767_225_600_000_000L;
  private static final long STEP = 997;

  private final StateMachine<O, R> service;
  private final OperationCodec<O, R> codec;

  Player(Subject<O, R> subject) {
    this.service = subject.newService();
    this.codec = subject.newCodec();
  }

  List<Observation> playAll(List<Bytes> operations) {
    return playAll(operations, index -> {});
  }

  /**
   * @param before done before the operation of each index
   */
  List<Observation> playAll(List<Bytes> operations, IntConsumer before) {
    List<Observation> observations = new ArrayList<>(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      before.accept(i);
      observations.add(play(i, operations.get(i)));
    }
    return observations;
  }

  /** Reads the operation, and then applies it. */
  Observation play(int index, Bytes operation) {
    Bytes read = outcome(() -> service.read(codec.decodeOperation(operation)));
    Bytes result = apply(index, operation);
    return new Observation(state(), result, read);
  }

  Bytes apply(int index, Bytes operation) {
    return outcome(() -> service.apply(context(index), codec.decodeOperation(operation)));
  }

  /** Whether reading it leaves another state. */
  boolean changesByReading(Bytes operation) {
    Digest before = state();
    outcome(() -> service.read(codec.decodeOperation(operation)));
    return !state().equals(before);
  }

  /** Of an exception no more than a client would be told. */
  private Bytes outcome(Supplier<R> deed) {
    try {
      return Observation.done(codec.encodeResult(deed.get()));
    } catch (RuntimeException thrown) {
      String words =
          thrown instanceof MalformedOperationException
              ? Optional.ofNullable(thrown.getMessage()).orElse("")
              : "";
      return Observation.failed(thrown.getClass().getName() + " " + words);
    }
  }

  private static OperationContext context(int index) {
    int client = index % CLIENTS;
    return new OperationContext(
        new ClientId(Digests.of(Bytes.utf8("client " + client)), 1),
        index / CLIENTS + 1,
        0,
        new Slot(index / 2 + 1),
        new Timestamp(START + index / 2 * STEP));
  }

  Snapshot snapshot() {
    return service.snapshot();
  }

  void restore(Snapshot snapshot) {
    service.restore(snapshot);
  }

  /** Goes on from what another replica's snapshot wrote. */
  void restoreFrom(byte[] written) throws IOException {
    service.restore(service.readSnapshot(new ByteArrayInputStream(written)));
  }

  Digest state() {
    return Digests.of(bytes(service.snapshot()));
  }

  static byte[] bytes(Snapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      snapshot.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot cannot be written to memory", e);
    }
    return bytes.toByteArray();
  }
}
