package io.weevil.apps.chaos.recording;

import io.weevil.apps.client.Answer;
import io.weevil.apps.client.KeyValueClient;
import io.weevil.apps.kv.KeyValueOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Every call that is made through it and how it ended. Safe to use from many threads. */
public final class CallHistory {

  private final LongSupplier clock;
  private final List<CallRecord> calls = new ArrayList<>();

  /**
   * @param clock nanoseconds since the load began
   */
  public CallHistory(LongSupplier clock) {
    this.clock = clock;
  }

  /** Asks, and notes when that was and how it ended. */
  public CompletableFuture<Answer> ask(
      String caller, KeyValueClient client, KeyValueOperation operation) {
    int number = begin(caller, operation);
    return client
        .ask(operation)
        .exceptionally(failure -> new Answer.Unknown(String.valueOf(failure.getMessage())))
        .whenComplete((answer, none) -> end(number, answer))
        .toCompletableFuture();
  }

  private synchronized int begin(String caller, KeyValueOperation operation) {
    calls.add(new CallRecord(caller, operation, clock.getAsLong(), -1, null));
    return calls.size() - 1;
  }

  private synchronized void end(int number, Answer answer) {
    CallRecord call = calls.get(number);
    calls.set(
        number,
        new CallRecord(call.caller(), call.operation(), call.called(), clock.getAsLong(), answer));
  }

  /** In the order in which they were made. */
  public synchronized List<CallRecord> calls() {
    return List.copyOf(calls);
  }
}
