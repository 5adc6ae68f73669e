package io.weevil.testkit.actors;

import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Someone who makes one call after the other through a client, and notes how each ended. */
public final class Caller {

  /**
   * A call.
   *
   * @param answer null while it has not ended
   * @param called and {@code returned}: places in the one order of all calls and answers
   */
  public record Made(
      Bytes operation,
      boolean readOnly,
      @Nullable Answer<Bytes> answer,
      long called,
      long returned) {}

  private static final Duration DEADLINE = Duration.ofHours(1);

  private final String name;
  private final ActorRef<ClientProxy.Command> proxy;
  private final LongSupplier order;
  private final Observers observers;
  private final List<Made> calls = new ArrayList<>();
  private @Nullable ActorRef<Answer<Bytes>> self;
  private boolean waiting;
  private int answers;

  Caller(
      String name, ActorRef<ClientProxy.Command> proxy, LongSupplier order, Observers observers) {
    this.name = name;
    this.observers = observers;
    this.proxy = proxy;
    this.order = order;
  }

  Behavior<Answer<Bytes>> behavior() {
    return Behaviors.setup(
        context -> {
          self = context.getSelf();
          return Behaviors.receiveMessage(this::onAnswer);
        });
  }

  private Behavior<Answer<Bytes>> onAnswer(Answer<Bytes> answer) {
    answers++;
    if (!waiting) {
      throw new IllegalStateException(name + " was answered twice: " + answer);
    }
    Made made = calls.remove(calls.size() - 1);
    Made ended =
        new Made(made.operation(), made.readOnly(), answer, made.called(), order.getAsLong());
    calls.add(ended);
    waiting = false;
    observers.tell(o -> o.onAnswer(this, ended));
    return Behaviors.same();
  }

  public String name() {
    return name;
  }

  /**
   * Makes a call.
   *
   * @throws IllegalStateException while the one before has not ended
   */
  public void call(Bytes operation) {
    call(operation, false, DEADLINE);
  }

  /** Makes a call that changes nothing (R-READ). */
  public void read(Bytes operation) {
    call(operation, true, DEADLINE);
  }

  /** Makes a call that ends after {@code deadline} with what is known then. */
  public void call(Bytes operation, boolean readOnly, Duration deadline) {
    ActorRef<Answer<Bytes>> replyTo = self;
    if (waiting || replyTo == null) {
      throw new IllegalStateException(name + " waits for its last call");
    }
    waiting = true;
    Made made = new Made(operation, readOnly, null, order.getAsLong(), Long.MAX_VALUE);
    calls.add(made);
    observers.tell(o -> o.onCall(this, made));
    proxy.tell(new ClientProxy.Call(operation, readOnly, deadline, replyTo));
  }

  public boolean isWaiting() {
    return waiting;
  }

  /** Every call, in order. */
  public List<Made> calls() {
    return List.copyOf(calls);
  }

  /** How many calls have ended. */
  public int answers() {
    return answers;
  }

  /** How the last call ended; null while it has not. */
  public @Nullable Answer<Bytes> lastAnswer() {
    return calls.isEmpty() ? null : calls.get(calls.size() - 1).answer();
  }
}
