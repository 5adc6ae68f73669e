package io.weevil.testkit.world;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Runs everything at once, on the thread that asks. Pekko makes it, by the name in its
 * configuration.
 */
public final class InlineExecutor extends ExecutorServiceConfigurator {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  /** For Pekko. */
  public InlineExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new ThreadlessExecutor(this::run);
  }

  /** What it asks for itself comes after it, or an actor would run within itself. */
  private synchronized void run(Runnable task) {
    waiting.add(task);
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }
}
