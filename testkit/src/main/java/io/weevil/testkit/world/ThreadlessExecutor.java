package io.weevil.testkit.world;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An executor that has no threads of its own and never refuses, so that what is shut down can end.
 */
final class ThreadlessExecutor extends AbstractExecutorService {

  private final Consumer<Runnable> runner;
  private volatile boolean shutDown;

  ThreadlessExecutor(Consumer<Runnable> runner) {
    this.runner = runner;
  }

  @Override
  public void execute(Runnable task) {
    runner.accept(task);
  }

  @Override
  public void shutdown() {
    shutDown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutDown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return shutDown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutDown;
  }
}
