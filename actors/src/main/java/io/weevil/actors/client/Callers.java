package io.weevil.actors.client;

import io.weevil.engine.model.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;

/** Who waits for which call. Tickets count from 1. */
final class Callers {

  /** Who waits for an answer. Equal ones are the same. */
  sealed interface Caller {}

  record WaitingActor(ActorRef<Answer<Bytes>> replyTo) implements Caller {}

  record WaitingFuture(CompletableFuture<Answer<Bytes>> future) implements Caller {}

  private final Executor callbacks;
  private final Map<Long, Caller> waiting = new HashMap<>();
  private long lastTicket;

  /**
   * @param callbacks runs what the application does with an answer
   */
  Callers(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /** The ticket of a new call. */
  long admit(Caller caller) {
    waiting.put(++lastTicket, caller);
    return lastTicket;
  }

  /** The one end of a call. */
  void end(long ticket, Answer<Bytes> answer) {
    Caller caller = waiting.remove(ticket);
    if (caller != null) {
      tell(caller, answer);
    }
  }

  void endAll(Answer<Bytes> answer) {
    waiting.values().forEach(caller -> tell(caller, answer));
    waiting.clear();
  }

  List<Long> ticketsOf(Caller caller) {
    return waiting.entrySet().stream()
        .filter(entry -> entry.getValue().equals(caller))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void tell(Caller caller, Answer<Bytes> answer) {
    switch (caller) {
      case WaitingActor(var replyTo) -> replyTo.tell(answer);
      case WaitingFuture(var future) -> future.completeAsync(() -> answer, callbacks);
    }
  }
}
