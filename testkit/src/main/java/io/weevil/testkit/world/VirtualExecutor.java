package io.weevil.testkit.world;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
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
              + " VirtualTime.system()");
    }
    this.time = virtual;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new ThreadlessExecutor(time::execute);
  }
}
