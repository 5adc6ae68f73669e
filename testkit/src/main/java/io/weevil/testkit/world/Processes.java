package io.weevil.testkit.world;

import io.weevil.engine.model.Timestamp;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/** Knows which process a task belongs to: that whose name stands in the path of its actor. */
final class Processes {

  private final Map<String, Process> byName = new HashMap<>();
  private final Map<Runnable, Process> byTask = new IdentityHashMap<>();
  private final Process system;
  private final Supplier<Timestamp> time;

  Processes(Supplier<Timestamp> time) {
    this.time = time;
    this.system = new Process("system", time);
  }

  /**
   * @throws IllegalArgumentException when there was one of that name before
   */
  Process create(String name) {
    Process process = new Process(name, time);
    if (byName.putIfAbsent(name, process) != null) {
      throw new IllegalArgumentException("there was a process " + name + " before");
    }
    return process;
  }

  void forget(Process process) {
    byName.remove(process.name());
    byTask.values().removeIf(process::equals);
  }

  Process of(Runnable task) {
    if (!(task instanceof Mailbox mailbox)) {
      return system;
    }
    Process known = byTask.get(task);
    if (known == null) {
      known = find(mailbox.actor());
      byTask.put(task, known);
    }
    return known;
  }

  private Process find(@Nullable ActorCell actor) {
    if (actor != null) {
      for (String element : actor.self().path().getElements()) {
        Process process = byName.get(element);
        if (process != null) {
          return process;
        }
      }
    }
    return system;
  }
}
