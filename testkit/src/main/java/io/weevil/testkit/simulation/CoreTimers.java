package io.weevil.testkit.simulation;

import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The timers of one core, in virtual time. */
final class CoreTimers {

  private final World world;
  private final Map<TimerKey, World.Handle> running = new HashMap<>();
  private final Consumer<TimerKey> fired;

  CoreTimers(World world, Consumer<TimerKey> fired) {
    this.world = world;
    this.fired = fired;
  }

  void start(TimerKey key, Duration after) {
    stop(key);
    running.put(
        key,
        world.after(
            after,
            () -> {
              running.remove(key);
              fired.accept(key);
            }));
  }

  void stop(TimerKey key) {
    World.Handle handle = running.remove(key);
    if (handle != null) {
      handle.cancel();
    }
  }

  void stopAll() {
    running.values().forEach(World.Handle::cancel);
    running.clear();
  }
}
