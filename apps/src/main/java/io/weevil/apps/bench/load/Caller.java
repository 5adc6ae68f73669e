package io.weevil.apps.bench.load;

import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientProxy;
import io.weevil.engine.model.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One independent caller: has one operation under way at a time. In a closed loop the next one
 * begins when the last has ended; in an open loop when it is {@link Due}, and what is due while
 * another is under way waits, and its waiting counts.
 *
 * <p>It takes any object, because the proxy answers it with {@link Answer} itself: nothing needs to
 * be wrapped.
 */
final class Caller extends AbstractMatchingBehavior<Object> {

  /** What a caller is told. */
  enum Order {
    /** Call in a closed loop from now on. */
    BEGIN,
    /** Call no more, and say so when the last call has ended. */
    STOP,
    /** From the caller to itself: the pause after a rejection is over. */
    GO_ON
  }

  /**
   * An operation of an open loop should begin.
   *
   * @param nanos when, as {@link System#nanoTime} tells the time
   */
  record Due(long nanos) {}

  /** What is common to all callers. */
  record World(Bytes operation, Duration deadline, Meter meter, Runnable stopped) {}

  /** A rejected call is not repeated at once: the client has no room. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final World world;
  private final ActorRef<ClientProxy.Command> proxy;
  private final HistorySample.Line history;
  private final ClientProxy.Call call;
  private final Queue<Long> due = new ArrayDeque<>();
  private boolean closedLoop;
  private boolean busy;
  private boolean stopping;
  private long began;

  private Caller(
      ActorContext<Object> context,
      World world,
      ActorRef<ClientProxy.Command> proxy,
      HistorySample.Line history) {
    super(context);
    this.world = world;
    this.proxy = proxy;
    this.history = history;
    ActorRef<Answer<Bytes>> self = context.getSelf().narrow();
    this.call = new ClientProxy.Call(world.operation(), false, world.deadline(), self);
  }

  static Behavior<Object> create(
      World world, ActorRef<ClientProxy.Command> proxy, HistorySample.Line history) {
    return Behaviors.setup(context -> new Caller(context, world, proxy, history));
  }

  @Override
  public Behavior<Object> onMessage(Object message) {
    switch (message) {
      case Answer<?> answer -> onAnswer(answer);
      case Due(long nanos) -> {
        due.add(nanos);
        goOn();
      }
      case Order.BEGIN -> {
        closedLoop = true;
        goOn();
      }
      case Order.GO_ON -> {
        busy = false;
        goOn();
      }
      case Order.STOP -> {
        stopping = true;
        goOn();
      }
      default -> {
        return Behaviors.unhandled();
      }
    }
    return this;
  }

  private void onAnswer(Answer<?> answer) {
    world.meter().count(answer, System.nanoTime() - began);
    if (answer instanceof Answer.Done<?> done && done.result() instanceof Bytes result) {
      history.check(result, done.slot().number());
    }
    if (answer instanceof Answer.Rejected<?>) {
      getContext().scheduleOnce(PAUSE, getContext().getSelf(), Order.GO_ON);
    } else {
      busy = false;
      goOn();
    }
  }

  private void goOn() {
    if (busy) {
      return;
    }
    if (stopping) {
      world.stopped().run();
      busy = true;
      return;
    }
    Long next = closedLoop ? Long.valueOf(System.nanoTime()) : due.poll();
    if (next != null) {
      began = next;
      busy = true;
      proxy.tell(call);
    }
  }
}
