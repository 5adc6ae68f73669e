package io.weevil.testkit.actors;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * The executor of dispatchers whose actors run when {@link VirtualTime} lets them. Pekko makes it,
 * by the name in its configuration.
 */
public final class VirtualExecutor extends ExecutorServiceConfigurator {

  private final VirtualTime time;

  /** For Pekko. */
  public VirtualExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    if (!(prerequisites.scheduler() instanceof VirtualTime virtual)) {
      throw new IllegalArgumentException(
          "a dispatcher in virtual time needs a scheduler in virtual time: use"
              + " VirtualTime.config()");
    }
    this.time = virtual;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Service(time);
  }

  private static final class Service extends AbstractExecutorService {
    private final VirtualTime time;
    private volatile boolean shutDown;

    Service(VirtualTime time) {
      this.time = time;
    }

    @Override
    public void execute(Runnable task) {
      time.execute(task);
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
}
