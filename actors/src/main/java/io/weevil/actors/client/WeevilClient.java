package io.weevil.actors.client;

import io.weevil.actors.client.ClientProxy.Command;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.service.OperationCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Calls the group from anywhere, in the service's own types. Safe to use from many threads; any
 * number of calls may be under way. Every call ends, at its deadline at the latest.
 *
 * @param <O> operations
 * @param <R> results
 */
public final class WeevilClient<O, R> {

  /** How much later than its deadline a call ends when the client's actor is gone. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final ActorRef<Command> proxy;
  private final OperationCodec<O, R> codec;
  private final Duration deadline;

  /**
   * @param proxy the client's actor, {@link ClientProxy}
   * @param deadline of calls that name none; more than zero
   */
  public WeevilClient(
      ActorSystem<?> system,
      ActorRef<Command> proxy,
      OperationCodec<O, R> codec,
      Duration deadline) {
    this.system = system;
    this.proxy = proxy;
    this.codec = codec;
    this.deadline = deadline;
  }

  /** The client's actor, for those who have actors themselves. */
  public ActorRef<Command> proxy() {
    return proxy;
  }

  /**
   * Has an operation ordered and executed.
   *
   * @return the answer; it ends exceptionally only when the result's bytes are none that the codec
   *     knows. Cancelling it gives the call up, which may have been executed all the same.
   */
  public CompletableFuture<Answer<R>> execute(O operation) {
    return call(operation, false, deadline);
  }

  public CompletableFuture<Answer<R>> execute(O operation, Duration within) {
    return call(operation, false, within);
  }

  /** Has an operation that changes nothing executed, without ordering where that is possible. */
  public CompletableFuture<Answer<R>> read(O operation) {
    return call(operation, true, deadline);
  }

  public CompletableFuture<Answer<R>> read(O operation, Duration within) {
    return call(operation, true, within);
  }

  /** How every replica says that it is. */
  public CompletionStage<GroupStatus> status(Duration patience) {
    return AskPattern.ask(
        proxy,
        replyTo -> new ClientProxy.QueryStatus(patience, replyTo),
        patience.plus(GRACE),
        system.scheduler());
  }

  /** What this client has seen since it started. */
  public CompletionStage<ClientProxy.Inspection> inspect() {
    return AskPattern.ask(proxy, ClientProxy.Inspect::new, GRACE, system.scheduler());
  }

  /** Ends all calls and stops the client's actor. */
  public void stop() {
    proxy.tell(ClientProxy.Stop.INSTANCE);
  }

  private CompletableFuture<Answer<R>> call(O operation, boolean readOnly, Duration within) {
    CompletableFuture<Answer<Bytes>> encoded = new CompletableFuture<>();
    proxy.tell(new ClientProxy.Submit(codec.encodeOperation(operation), readOnly, within, encoded));
    CompletableFuture<Answer<R>> answer =
        encoded
            .completeOnTimeout(
                new Answer.Unknown<>(
                    "the client's actor does not answer: has it been stopped? The operation may"
                        + " have been executed, or may yet be"),
                within.plus(GRACE).toMillis(),
                TimeUnit.MILLISECONDS)
            .thenApply(bytes -> bytes.map(codec::decodeResult));
    answer.whenComplete((done, failure) -> withdrawIfCancelled(answer, encoded));
    return answer;
  }

  private void withdrawIfCancelled(
      CompletableFuture<Answer<R>> answer, CompletableFuture<Answer<Bytes>> encoded) {
    if (answer.isCancelled()) {
      proxy.tell(new ClientProxy.Withdraw(encoded));
    }
  }
}
