package io.weevil.testkit.group;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.linearizability.Model;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** A service as its own model: one copy, on which one operation is done after the other. */
final class ServiceModel<O, R> implements Model<Bytes, O, R> {

  private static final OperationContext NOWHERE =
      new OperationContext(
          new ClientId(Digests.of(Bytes.EMPTY), 1), 1, 0, new Slot(1), Timestamp.ZERO);

  private final StateMachine<O, R> service;
  private final Bytes initial;

  ServiceModel(Supplier<? extends StateMachine<O, R>> service) {
    this.service = service.get();
    this.initial = state();
  }

  @Override
  public Bytes initial() {
    return initial;
  }

  @Override
  public Step<Bytes, R> step(Bytes state, O operation) {
    try {
      service.restore(service.readSnapshot(new ByteArrayInputStream(state.unsafeArray())));
    } catch (IOException e) {
      throw new UncheckedIOException("the service cannot read its own snapshot", e);
    }
    R result = service.apply(NOWHERE, operation);
    return new Step<>(state(), result);
  }

  private Bytes state() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      service.snapshot().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot cannot be written to memory", e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }
}
