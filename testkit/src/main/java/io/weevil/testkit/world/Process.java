package io.weevil.testkit.world;

import io.weevil.actors.role.NodeClock;
import io.weevil.engine.model.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One process of a {@link VirtualTime}: the actors below one of its names. It can be paused, which
 * is SIGSTOP to it; run slow; have a clock of its own; and be crashed, after which nothing that it
 * still does has an effect outside.
 */
public final class Process {

  private final String name;
  private final Supplier<Timestamp> time;
  private final List<Runnable> held = new ArrayList<>();
  private boolean paused;
  private boolean crashed;
  private Duration slowness = Duration.ZERO;
  private Duration skew = Duration.ZERO;
  private Timestamp told = Timestamp.ZERO;

  Process(String name, Supplier<Timestamp> time) {
    this.name = name;
    this.time = time;
  }

  public String name() {
    return name;
  }

  public boolean isPaused() {
    return paused;
  }

  /** Whether it is dead: whoever carries out what its actors want must not, from then on. */
  public boolean isCrashed() {
    return crashed;
  }

  Duration slowness() {
    return slowness;
  }

  /** From now on each of its steps begins this much later; zero for a process of usual speed. */
  public void slowDown(Duration step) {
    slowness = step;
  }

  /** From now on its clock is ahead by this much, or behind; it never goes back. */
  public void skewClock(Duration ahead) {
    skew = ahead;
  }

  void pause() {
    paused = true;
  }

  List<Runnable> resume() {
    paused = false;
    List<Runnable> waiting = List.copyOf(held);
    held.clear();
    return waiting;
  }

  void crash() {
    crashed = true;
  }

  void hold(Runnable task) {
    held.add(task);
  }

  /** Its clock: as all others, but for its skew. */
  public NodeClock clock() {
    return () -> {
      long micros = Math.max(0, time.get().micros() + skew.toNanos() / 1_000);
      told = micros > told.micros() ? new Timestamp(micros) : told;
      return told;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
