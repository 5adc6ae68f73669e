package io.weevil.testkit.simulation;

import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Virtual time: a queue of events, run one after the other on the caller's thread. Events at the
 * same time run in the order in which they were scheduled, so a run is a function of its seed.
 *
 * <p>Every event knows its causal depth: how many messages, one after the other, it took from an
 * outside call to it. Depth is what "one-way delays" counts, whatever the timers are set to.
 */
public final class World {

  /** An event that has not happened yet. */
  public static final class Handle {
    private boolean cancelled;

    public void cancel() {
      cancelled = true;
    }
  }

  private record Event(long at, long order, int depth, Handle handle, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long scheduled;
  private long happened;
  private int depth;

  /**
   * @param start the time at which the world begins
   */
  public World(Timestamp start) {
    this.now = start.micros();
  }

  public Timestamp now() {
    return new Timestamp(now);
  }

  /** The causal depth of the event that is happening; 0 outside of events. */
  public int depth() {
    return depth;
  }

  /** How many events have happened. */
  public long happened() {
    return happened;
  }

  /** A timer: happens at the depth of what set it. */
  public Handle after(Duration delay, Runnable action) {
    return schedule(delay, depth, action);
  }

  /** A message: happens one deeper than what sent it. */
  public Handle deliverAfter(Duration delay, Runnable action) {
    return schedule(delay, depth + 1, action);
  }

  private Handle schedule(Duration delay, int atDepth, Runnable action) {
    Handle handle = new Handle();
    long at = Math.addExact(now, delay.toNanos() / 1_000);
    events.add(new Event(at, scheduled++, atDepth, handle, action));
    return handle;
  }

  /** Lets the next event happen; false when there is none. */
  public boolean step() {
    Event next = events.poll();
    while (next != null && next.handle().cancelled) {
      next = events.poll();
    }
    if (next == null) {
      return false;
    }
    now = next.at();
    depth = next.depth();
    happened++;
    next.action().run();
    depth = 0;
    return true;
  }

  /**
   * Lets events happen until {@code done}, or until {@code limit} has passed; returns whether done.
   */
  public boolean runUntil(BooleanSupplier done, Duration limit) {
    long end = Math.addExact(now, limit.toNanos() / 1_000);
    while (!done.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.at() > end) {
        return false;
      }
      step();
    }
    return true;
  }

  /** Lets everything happen that happens within {@code duration}. */
  public void run(Duration duration) {
    long end = Math.addExact(now, duration.toNanos() / 1_000);
    runUntil(() -> false, duration);
    now = Math.max(now, end);
  }
}
