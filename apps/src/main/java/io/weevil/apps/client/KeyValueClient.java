package io.weevil.apps.client;

import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** A client of a replicated key-value store. Safe to use from many threads at once. */
public interface KeyValueClient extends AutoCloseable {

  /**
   * Asks. An operation that changes nothing is asked of the replicas without ordering it (R-READ),
   * any other is ordered. The stage never fails: what can go wrong is an {@link Answer}.
   */
  CompletionStage<Answer> ask(KeyValueOperation operation);

  /** Asks and has the operation ordered, whether it changes something or not. */
  CompletionStage<Answer> askOrdered(KeyValueOperation operation);

  /**
   * Asks every replica how it is.
   *
   * @param patience after this time whoever has not answered is left out
   * @return the answers by replica; never fails
   */
  CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience);

  @Override
  void close();
}
