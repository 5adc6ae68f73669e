package io.weevil.testkit.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.role.NodeClock;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * The time of an actor system in which nothing happens unless its owner lets it: all its actors run
 * on the thread that made it, one message after the other in an {@link Order}, and timers run out
 * when all actors are idle and time is moved on to them. What happens is then a function of that
 * order and of what the owner does, and ten minutes take as long as what happens in them.
 *
 * <p>Pekko makes it, by the name in its configuration: see {@link #system}. Whatever another thread
 * asks of it is refused, and told by {@link #trespasser}: it would be different each time.
 */
public final class VirtualTime extends AbstractScheduler {

  /** 2026-01-01T00:00Z, as good as any. */
  private static final long START = 1_767_225_600_000_000L;

  private static final double ANY_FREQUENCY = 1_000_000;

  private final Thread owner = Thread.currentThread();
  private final List<Runnable> ready = new ArrayList<>();
  private final Alarms alarms = new Alarms();
  private final Processes processes = new Processes(this::now);
  private final Fingerprint fingerprint = new Fingerprint();
  private final AtomicReference<@Nullable String> trespasser = new AtomicReference<>();
  private final Queue<Runnable> starting = new ArrayDeque<>();
  private boolean started;
  private boolean draining;
  private Order order = Order.FIRST_COME;
  private long nanos;
  private long steps;
  private long timers;

  /** For Pekko. */
  public VirtualTime(Config config, LoggingAdapter log, ThreadFactory threads) {}

  /**
   * Starts an actor system that lives in virtual time from then on, and on the calling thread.
   *
   * @param more settings of the system, before its own
   */
  public static <T> ActorSystem<T> system(
      Behavior<T> guardian, String name, Order order, Config more) {
    Config all = more.withFallback(config()).withFallback(ConfigFactory.load()).resolve();
    ActorSystem<T> system = ActorSystem.create(guardian, name, all);
    of(system).begin(order);
    return system;
  }

  private static Config config() {
    return ConfigFactory.parseResources(VirtualTime.class, "virtual-time.conf");
  }

  /**
   * The time of a system.
   *
   * @throws IllegalArgumentException when it was not made by {@link #system}
   */
  public static VirtualTime of(ActorSystem<?> system) {
    if (Adapter.toClassic(system).scheduler() instanceof VirtualTime time) {
      return time;
    }
    throw new IllegalArgumentException(
        "the system " + system.name() + " does not live in virtual time: use VirtualTime.system()");
  }

  /**
   * The constructor of an actor system waits for some of its actors: until now they ran at once.
   */
  private void begin(Order chosen) {
    order = chosen;
    started = true;
  }

  public Timestamp now() {
    return new Timestamp(START + nanos / 1_000);
  }

  /** Time that has passed since the beginning. */
  public Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  /** How many messages, or batches of internal work, actors have been given. */
  public long steps() {
    return steps;
  }

  /** A digest of all steps so far, and of what was {@link #note noted}. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /** Makes something part of the {@link #fingerprint}. */
  public void note(byte[] what) {
    fingerprint.add(what);
  }

  /** Who tried to act from another thread; null for nobody. */
  public @Nullable String trespasser() {
    return trespasser.get();
  }

  /** A clock that is right. */
  public NodeClock clock() {
    return this::now;
  }

  /**
   * A process of the actors below those of this name.
   *
   * @throws IllegalArgumentException when a living one has that name
   */
  public Process process(String name) {
    return processes.create(name);
  }

  /** From now on nothing of it runs; what comes to it waits. */
  public void pause(Process process) {
    process.pause();
    ready.stream().filter(task -> processes.of(task) == process).forEach(process::hold);
    ready.removeIf(task -> processes.of(task) == process);
  }

  /** It goes on with what has come to it meanwhile. */
  public void resume(Process process) {
    ready.addAll(process.resume());
  }

  /** It is dead: from now on nothing that its actors do reaches anyone. */
  public void crash(Process process) {
    resume(process); // so that its actors can be stopped
    process.slowDown(Duration.ZERO);
    process.crash();
  }

  /** Its name is free again, once its actors have stopped. */
  public void forget(Process process) {
    processes.forget(process);
  }

  /** Runs when it is its turn. */
  void execute(Runnable task) {
    refuseOthers();
    if (!started) {
      runAtOnce(task);
      return;
    }
    Process process = processes.of(task);
    if (process.isPaused()) {
      process.hold(task);
    } else if (process.slowness().isZero()) {
      ready.add(task);
    } else {
      after(process.slowness(), () -> goOn(process, task));
    }
  }

  private void goOn(Process process, Runnable task) {
    if (process.isPaused()) {
      process.hold(task);
    } else {
      ready.add(task);
    }
  }

  private void runAtOnce(Runnable task) {
    starting.add(task);
    if (draining) {
      return;
    }
    draining = true;
    for (Runnable next = starting.poll(); next != null; next = starting.poll()) {
      next.run();
    }
    draining = false;
  }

  private void refuseOthers() {
    if (Thread.currentThread() != owner) {
      String who =
          Thread.currentThread() + " at " + List.of(Thread.currentThread().getStackTrace());
      trespasser.compareAndSet(null, who);
      throw new RejectedExecutionException("this system lives in virtual time, on " + owner);
    }
  }

  /** Runs when {@code delay} has passed. */
  public Cancellable after(Duration delay, Runnable action) {
    refuseOthers();
    return alarms.add(nanos + Math.max(0, delay.toNanos()), action);
  }

  /** Lets actors run until all are idle; no time passes. */
  public void settle() {
    while (!ready.isEmpty()) {
      step();
    }
  }

  private void step() {
    int chosen = order.next(ready.size());
    fingerprint.add(nanos ^ ((long) ready.size() << 48) ^ ((long) chosen << 32));
    steps++;
    ready.remove(chosen).run();
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
    long end = nanos + limit.toNanos();
    settle();
    while (!done.getAsBoolean()) {
      Alarms.Alarm next = alarms.poll(end);
      nanos = Math.max(nanos, next == null ? end : next.nanos);
      if (next == null) {
        return false;
      }
      next.run();
      settle();
    }
    return true;
  }

  @Override
  @SuppressWarnings("deprecation") // it has to be there all the same
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable runnable,
      ExecutionContext executor) {
    Repeated repeated = new Repeated(this, Duration.ofNanos(interval.toNanos()), runnable);
    after(Duration.ofNanos(initialDelay.toNanos()), repeated::run);
    return repeated;
  }

  private static final class Repeated implements Cancellable {
    private final VirtualTime time;
    private final Duration interval;
    private final Runnable action;
    private boolean cancelled;

    Repeated(VirtualTime time, Duration interval, Runnable action) {
      this.time = time;
      this.interval = interval;
      this.action = action;
    }

    void run() {
      if (!cancelled) {
        action.run();
        time.after(interval, this::run);
      }
    }

    @Override
    public boolean cancel() {
      boolean was = cancelled;
      cancelled = true;
      return !was;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable runnable, ExecutionContext executor) {
    return after(
        Duration.ofNanos(delay.toNanos()),
        () -> {
          timers++;
          runnable.run();
        });
  }

  /** How many timers of actors have run out. */
  public long timers() {
    return timers;
  }

  @Override
  public double maxFrequency() {
    return ANY_FREQUENCY;
  }
}
