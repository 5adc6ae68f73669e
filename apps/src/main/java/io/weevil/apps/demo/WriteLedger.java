package io.weevil.apps.demo;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps what the client was told of every key. Writes of one key go out one after the other, so
 * what the key must hold is well defined; everything else goes out at once. No two ledgers may
 * write the same keys.
 */
final class WriteLedger implements KeyValueClient {

  private final KeyValueClient client;
  private final ConcurrentHashMap<String, KeyHistory> histories = new ConcurrentHashMap<>();

  WriteLedger(KeyValueClient client) {
    this.client = client;
  }

  @Override
  public CompletionStage<Answer> ask(KeyValueOperation operation) {
    return entered(operation, client::ask);
  }

  @Override
  public CompletionStage<Answer> askOrdered(KeyValueOperation operation) {
    return entered(operation, client::askOrdered);
  }

  @Override
  public CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return client.status(patience);
  }

  @Override
  public void close() {
    client.close();
  }

  private CompletionStage<Answer> entered(
      KeyValueOperation operation, Function<KeyValueOperation, CompletionStage<Answer>> ask) {
    return switch (operation) {
      case KeyValueOperation.Get get -> ask.apply(get);
      case KeyValueOperation.Scan scan -> ask.apply(scan);
      case KeyValueOperation.Put put -> inTurn(put.key(), put, ask);
      case KeyValueOperation.Update update -> inTurn(update.key(), update, ask);
      case KeyValueOperation.Remove remove -> inTurn(remove.key(), remove, ask);
      case KeyValueOperation.CompareAndSet cas -> inTurn(cas.key(), cas, ask);
      case KeyValueOperation.PutAll all ->
          throw new UnsupportedOperationException("the ledger follows one key at a time");
    };
  }

  private CompletionStage<Answer> inTurn(
      String key,
      KeyValueOperation operation,
      Function<KeyValueOperation, CompletionStage<Answer>> ask) {
    KeyHistory history = histories.computeIfAbsent(key, KeyHistory::new);
    CompletableFuture<Answer> ended = new CompletableFuture<>();
    history
        .queue(ended)
        .whenComplete(
            (before, none) ->
                ask.apply(operation)
                    .whenComplete(
                        (answer, failure) -> {
                          Answer known =
                              answer != null ? answer : new Answer.Unknown(failure.toString());
                          history.learn(operation, known);
                          ended.complete(known);
                        }));
    return ended;
  }

  SortedSet<String> keys() {
    return new TreeSet<>(histories.keySet());
  }

  /** What is wrong with a read of this key that was made after its last write; empty if nothing. */
  Optional<String> judge(String key, Answer read) {
    KeyHistory history = histories.get(key);
    return history == null ? Optional.of(key + " was never written") : history.judge(read);
  }

  /** Answers to writes that no store can have given. */
  List<String> contradictions() {
    List<String> all = new ArrayList<>();
    histories.values().forEach(history -> all.addAll(history.contradictions()));
    return all;
  }
}
