package io.weevil.apps.bench.load;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Says at a constant rate when operations are due, to each caller in turn, whatever has become of
 * the earlier ones. Late or not, it says when they were due.
 */
final class Pacer {

  private final List<ActorRef<Object>> callers;
  private final double nanosApart;
  private volatile boolean stopped;

  /**
   * @param perSecond operations of all callers together; more than 0
   */
  Pacer(List<ActorRef<Object>> callers, double perSecond) {
    this.callers = callers;
    this.nanosApart = 1e9 / perSecond;
  }

  void start() {
    Thread.ofPlatform().daemon().name("pacer").start(this::run);
  }

  private void run() {
    long start = System.nanoTime();
    for (long i = 0; !stopped; i++) {
      long due = start + (long) (i * nanosApart);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      callers.get((int) (i % callers.size())).tell(new Caller.Due(due));
    }
  }

  void stop() {
    stopped = true;
  }
}
