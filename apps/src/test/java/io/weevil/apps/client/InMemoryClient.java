package io.weevil.apps.client;

import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.apps.kv.KeyValueStore;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.OperationContext;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in this process that answers at once. */
public class InMemoryClient implements KeyValueClient {

  private static final ClientId CLIENT = new ClientId(Digests.of(Bytes.EMPTY), 1);

  private final KeyValueStore store = new KeyValueStore();
  private long slots;

  @Override
  public CompletionStage<Answer> ask(KeyValueOperation operation) {
    return askOrdered(operation);
  }

  @Override
  public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
    return CompletableFuture.completedFuture(
        new Answer.Done(apply(operation), Grade.SPECULATIVE, new Slot(slots)));
  }

  @Override
  public CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return CompletableFuture.completedFuture(new TreeMap<>());
  }

  @Override
  public void close() {}

  public synchronized KeyValueResult apply(KeyValueOperation operation) {
    slots++;
    return store.apply(
        new OperationContext(CLIENT, slots, 0, new Slot(slots), Timestamp.ZERO), operation);
  }
}
