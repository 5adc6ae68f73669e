package io.weevil.testkit.world;

import java.util.PriorityQueue;
import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/** What is to happen at a time; at equal times in the order in which it was asked for. */
final class Alarms {

  /**
   * So many that were cancelled may stay until their time has come, and as many as those that were
   * not.
   */
  private static final int TOLERATED = 1_000;

  final class Alarm implements Comparable<Alarm>, Cancellable {
    final long nanos;
    private final long order;
    private final Runnable action;
    private boolean over;

    private Alarm(long nanos, long order, Runnable action) {
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
      if (over) {
        return false;
      }
      over = true;
      onCancelled();
      return true;
    }

    @Override
    public boolean isCancelled() {
      return over;
    }

    void run() {
      over = true;
      action.run();
    }
  }

  private final PriorityQueue<Alarm> queue = new PriorityQueue<>();
  private long made;
  private int cancelled;

  Alarm add(long nanos, Runnable action) {
    Alarm alarm = new Alarm(nanos, made++, action);
    queue.add(alarm);
    return alarm;
  }

  private void onCancelled() {
    cancelled++;
    if (cancelled > TOLERATED && cancelled > queue.size() / 2) {
      queue.removeIf(Alarm::isCancelled);
      cancelled = 0;
    }
  }

  /** The next one that is due until {@code end}; it is in no queue any more. */
  @Nullable Alarm poll(long end) {
    while (!queue.isEmpty() && queue.element().isCancelled()) {
      queue.remove();
      cancelled = Math.max(0, cancelled - 1);
    }
    return queue.isEmpty() || queue.element().nanos > end ? null : queue.remove();
  }
}
