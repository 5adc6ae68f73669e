package io.weevil.testkit.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.role.NodeClock;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * The time of an actor system in which nothing happens unless the test lets it: actors whose
 * dispatcher has {@link VirtualExecutor} run on the test's thread, and timers run out when all
 * actors are idle and time is moved on to them. What a test sees is then a function of what it
 * does, and ten minutes take as long as what happens in them.
 *
 * <p>Pekko makes it, by the name in its configuration; get it from the system with {@link #of}.
 */
public final class VirtualTime extends AbstractScheduler {

  /** 2026-01-01T00:00Z, as good as any. */
  private static final long START = 1_767_225_600_000_000L;

  private static final double ANY_FREQUENCY = 1_000_000;

  private static final class Alarm implements Comparable<Alarm>, Cancellable {
    private final long nanos;
    private final long order;
    private final Runnable action;
    private final AtomicBoolean over = new AtomicBoolean();

    Alarm(long nanos, long order, Runnable action) {
      this.nanos = nanos;
      this.order = order;
      this.action = action;
    }

    @Override
    public int compareTo(Alarm other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }

    @Override
    public boolean cancel() {
      return over.compareAndSet(false, true);
    }

    @Override
    public boolean isCancelled() {
      return over.get();
    }

    private void run() {
      if (over.compareAndSet(false, true)) {
        action.run();
      }
    }
  }

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private long nanos;
  private long scheduled;

  /** For Pekko. */
  public VirtualTime(Config config, LoggingAdapter log, ThreadFactory threads) {}

  /** The configuration of a system that lives in virtual time, its default dispatcher excepted. */
  public static Config config() {
    String executor =
        " { type = Dispatcher, executor = \"" + VirtualExecutor.class.getName() + "\" }";
    return ConfigFactory.parseString(
        "pekko.scheduler.implementation = \""
            + VirtualTime.class.getName()
            + "\"\npekko.jvm-shutdown-hooks = off\npekko.log-dead-letters = off\n"
            + "weevil.ordering-dispatcher"
            + executor
            + "\nweevil.verification-dispatcher"
            + executor
            + "\nweevil.execution-dispatcher"
            + executor);
  }

  /**
   * The time of a system.
   *
   * @throws IllegalArgumentException when it was not made with {@link #config}
   */
  public static VirtualTime of(ActorSystem<?> system) {
    if (Adapter.toClassic(system).scheduler() instanceof VirtualTime time) {
      return time;
    }
    throw new IllegalArgumentException(
        "the system " + system.name() + " does not live in virtual time: use VirtualTime.config()");
  }

  public synchronized Timestamp now() {
    return new Timestamp(START + nanos / 1_000);
  }

  /** Time that has passed since the beginning. */
  public synchronized Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  /** A clock that all nodes of the system may share. */
  public NodeClock clock() {
    return this::now;
  }

  /** Runs as soon as the test lets anything happen, after what is waiting already. */
  synchronized void execute(Runnable task) {
    ready.add(task);
  }

  /** Runs when {@code delay} has passed. */
  public synchronized Cancellable after(Duration delay, Runnable action) {
    Alarm alarm = new Alarm(nanos + Math.max(0, delay.toNanos()), scheduled++, action);
    alarms.add(alarm);
    return alarm;
  }

  /** Lets actors run until all are idle; no time passes. */
  public void settle() {
    for (Runnable next = nextReady(); next != null; next = nextReady()) {
      next.run();
    }
  }

  /** Lets everything happen that happens within {@code duration}. */
  public void pass(Duration duration) {
    runUntil(() -> false, duration);
  }

  /**
   * Lets time pass, from one timer to the next, until {@code done} or until {@code limit} has
   * passed; returns whether done.
   */
  public boolean runUntil(BooleanSupplier done, Duration limit) {
    long end = elapsed().plus(limit).toNanos();
    settle();
    while (!done.getAsBoolean()) {
      Alarm next = nextAlarm(end);
      if (next == null) {
        return false;
      }
      next.run();
      settle();
    }
    return true;
  }

  private synchronized @Nullable Runnable nextReady() {
    return ready.poll();
  }

  /** The next one until {@code end}, and the time is then its; null, and the time is the end. */
  private synchronized @Nullable Alarm nextAlarm(long end) {
    while (!alarms.isEmpty() && alarms.element().isCancelled()) {
      alarms.remove();
    }
    if (alarms.isEmpty() || alarms.element().nanos > end) {
      nanos = Math.max(nanos, end);
      return null;
    }
    Alarm next = alarms.remove();
    nanos = next.nanos;
    return next;
  }

  @Override
  @SuppressWarnings("deprecation") // it has to be there all the same
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable runnable,
      ExecutionContext executor) {
    AtomicBoolean cancelled = new AtomicBoolean();
    after(
        Duration.ofNanos(initialDelay.toNanos()),
        () -> repeat(cancelled, Duration.ofNanos(interval.toNanos()), runnable));
    return new Cancellable() {
      @Override
      public boolean cancel() {
        return cancelled.compareAndSet(false, true);
      }

      @Override
      public boolean isCancelled() {
        return cancelled.get();
      }
    };
  }

  private void repeat(AtomicBoolean cancelled, Duration interval, Runnable runnable) {
    if (!cancelled.get()) {
      runnable.run();
      after(interval, () -> repeat(cancelled, interval, runnable));
    }
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    return after(Duration.ofNanos(delay.toNanos()), runnable);
  }

  @Override
  public double maxFrequency() {
    return ANY_FREQUENCY;
  }
}
