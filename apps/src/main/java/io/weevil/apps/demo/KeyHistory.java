package io.weevil.apps.demo;

import io.weevil.apps.client.Answer;
import io.weevil.apps.kv.KeyValueOperation;
import io.weevil.apps.kv.KeyValueResult;
import io.weevil.apps.kv.KeyValueStore;
import io.weevil.engine.model.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one key may hold, given everything that the client was told of it. After an answer that is
 * {@code Unknown} there are two possibilities; later answers rule out those that do not fit. An
 * operation of unknown fate takes effect before later ones of its client or never (client FIFO,
 * R-ACCEPT-4).
 */
final class KeyHistory {

  private record Step(Optional<Bytes> after, KeyValueResult result) {}

  private final String key;
  private final List<String> contradictions = new ArrayList<>();
  private Set<Optional<Bytes>> possible = Set.of(Optional.empty());
  private CompletionStage<Answer> last =
      CompletableFuture.completedFuture(new Answer.Rejected("nothing was asked yet"));

  KeyHistory(String key) {
    this.key = key;
  }

  /** Takes a place behind the last write; returns that one's end. */
  synchronized CompletionStage<Answer> queue(CompletionStage<Answer> next) {
    CompletionStage<Answer> before = last;
    last = next;
    return before;
  }

  synchronized void learn(KeyValueOperation operation, Answer answer) {
    switch (answer) {
      case Answer.Done done -> learn(operation, done.result());
      case Answer.Unknown unknown -> possible = withAndWithout(operation);
      case Answer.Failed failed -> {}
      case Answer.Rejected rejected -> {}
    }
  }

  private void learn(KeyValueOperation operation, KeyValueResult told) {
    Set<Optional<Bytes>> fitting = new LinkedHashSet<>();
    Set<Optional<Bytes>> after = new LinkedHashSet<>();
    for (Optional<Bytes> state : possible) {
      Step step = step(state, operation);
      after.add(step.after());
      if (step.result().equals(told)) {
        fitting.add(step.after());
      }
    }
    if (fitting.isEmpty()) {
      contradictions.add(
          key + ": " + operation.getClass().getSimpleName() + " cannot have been answered " + told);
    }
    possible = fitting.isEmpty() ? after : fitting;
  }

  private Set<Optional<Bytes>> withAndWithout(KeyValueOperation operation) {
    Set<Optional<Bytes>> both = new LinkedHashSet<>(possible);
    possible.forEach(state -> both.add(step(state, operation).after()));
    return both;
  }

  /** What the store itself would do. */
  private Step step(Optional<Bytes> state, KeyValueOperation operation) {
    KeyValueStore store = new KeyValueStore();
    state.ifPresent(value -> store.apply(new KeyValueOperation.Put(key, value)));
    KeyValueResult result = store.apply(operation);
    return new Step(valueIn(store.read(new KeyValueOperation.Get(key))), result);
  }

  private static Optional<Bytes> valueIn(KeyValueResult result) {
    return result instanceof KeyValueResult.Value(Bytes value)
        ? Optional.of(value)
        : Optional.empty();
  }

  synchronized Optional<String> judge(Answer read) {
    if (!(read instanceof Answer.Done done)) {
      return Optional.of(key + " could not be read: " + read);
    }
    return possible.contains(valueIn(done.result()))
        ? Optional.empty()
        : Optional.of(key + " does not read as the client was told, but " + done.result());
  }

  synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }
}
