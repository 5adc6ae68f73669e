package io.weevil.testkit.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Runs many seeds, several at a time, each in a world of its own. */
public final class Campaign {

  private final LongFunction<Plan> plans;
  private final Consumer<Outcome> onOutcome;
  private final Total total = new Total();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param plans of each seed
   * @param onOutcome told of each, one at a time, in no particular order
   */
  public Campaign(LongFunction<Plan> plans, Consumer<Outcome> onOutcome) {
    this.plans = plans;
    this.onOutcome = onOutcome;
  }

  /**
   * Runs the seeds from {@code first} to {@code last}, or until {@code enough} of virtual time has
   * passed.
   *
   * @param threads at least 1
   */
  public Total run(long first, long last, Duration enough, int threads)
      throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> work(next, last, enough)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
      return total;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a seed could not be run", failed.getCause());
    } finally {
      over.set(true);
      pool.shutdownNow();
    }
  }

  private void work(AtomicLong next, long last, Duration enough) {
    for (long seed = next.getAndIncrement();
        seed <= last && !over.get();
        seed = next.getAndIncrement()) {
      note(Run.of(plans.apply(seed)), enough);
    }
  }

  private void note(Outcome outcome, Duration enough) {
    synchronized (total) {
      total.add(outcome);
      onOutcome.accept(outcome);
      if (total.virtual().compareTo(enough) >= 0) {
        over.set(true);
      }
    }
  }
}
