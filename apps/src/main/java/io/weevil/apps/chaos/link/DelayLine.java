package io.weevil.apps.chaos.link;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does things later, in the order in which they are due and, where that is equal, in which they
 * were handed in; on a thread of its own, which is made for the first of them.
 */
public final class DelayLine {

  /** More than a group sends in a minute; further ones are lost, as in any network. */
  private static final int MOST = 200_000;

  private record Later(long due, long number, Runnable deed) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Later that = (Later) other;
      int byTime = Long.compare(due - that.due, 0);
      return byTime != 0 ? byTime : Long.compare(number, that.number);
    }
  }

  private final DelayQueue<Later> queue = new DelayQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private boolean started;

  /**
   * Does {@code deed} when it is time.
   *
   * @param due of {@link System#nanoTime}
   */
  public void at(long due, Runnable deed) {
    if (queue.size() < MOST) {
      start();
      queue.add(new Later(due, numbers.getAndIncrement(), deed));
    }
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("delayed-messages").start(this::run);
    }
  }

  private void run() {
    try {
      while (true) {
        queue.take().deed().run();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
