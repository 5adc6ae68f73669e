package io.weevil.testkit.actors;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.world.Process;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/** A replica's service, and those who watch what it is told to do. */
final class ObservedService implements StateMachine<Bytes, Bytes> {

  /** Another object for each, also where the service gives the same one twice. */
  private static final class Seen implements Snapshot {
    private final Snapshot snapshot;

    Seen(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      snapshot.writeTo(out);
    }
  }

  private final StateMachine<Bytes, Bytes> service;
  private final ReplicaId replica;
  private final Process process;
  private final Observers observers;

  ObservedService(
      StateMachine<Bytes, Bytes> service, ReplicaId replica, Process process, Observers observers) {
    this.service = service;
    this.replica = replica;
    this.process = process;
    this.observers = observers;
  }

  @Override
  public Bytes apply(OperationContext context, Bytes operation) {
    Bytes result;
    try {
      result = service.apply(context, operation);
    } catch (RuntimeException failed) {
      tell(o -> o.onApplied(replica, context, operation, null));
      throw failed;
    }
    tell(o -> o.onApplied(replica, context, operation, result));
    return result;
  }

  private void tell(Consumer<GroupObserver> what) {
    if (!process.isCrashed()) {
      observers.tell(what);
    }
  }

  @Override
  public Bytes read(Bytes operation) {
    return service.read(operation);
  }

  @Override
  public Snapshot snapshot() {
    Snapshot snapshot = new Seen(service.snapshot());
    tell(o -> o.onSnapshot(replica, snapshot));
    return snapshot;
  }

  @Override
  public Snapshot readSnapshot(InputStream in) throws IOException {
    return new Seen(service.readSnapshot(in));
  }

  @Override
  public void restore(Snapshot snapshot) {
    service.restore(((Seen) snapshot).snapshot);
    tell(o -> o.onRestored(replica, snapshot));
  }
}
