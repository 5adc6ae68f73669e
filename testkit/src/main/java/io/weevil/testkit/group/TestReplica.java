package io.weevil.testkit.group;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.Witness;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** One replica of a group under test: Weevil's real one, and what befalls it. */
public final class TestReplica<O, R> {

  private final int index;
  private final ActorGroup actors;
  private final IntConsumer starting;
  private final Function<O, R> localRead;
  private final Function<ReplicaId, ReplicaProbe> probes;

  TestReplica(
      int index,
      ActorGroup actors,
      IntConsumer starting,
      Function<O, R> localRead,
      Function<ReplicaId, ReplicaProbe> probes) {
    this.index = index;
    this.actors = actors;
    this.starting = starting;
    this.localRead = localRead;
    this.probes = probes;
  }

  public ReplicaId id() {
    return new ReplicaId(index);
  }

  /** Its process dies at once (SIGKILL); its disk keeps what it has. Nothing when it is down. */
  public void crash() {
    actors.crash(index);
  }

  /**
   * Starts another process on the same disk, after a {@link #crash}. Replicas do not keep their log
   * on disk yet: it comes back as a learner.
   *
   * @throws IllegalStateException when it is up
   */
  public void restart() {
    starting.accept(index);
    actors.restart(index);
  }

  /** Its next process will find an empty disk; from now on it counts as faulty. */
  public void loseDisk() {
    actors.loseDisk(index);
  }

  /** Its process stands still (SIGSTOP), and what comes to it waits. */
  public void pause() {
    actors.pause(index);
  }

  /** It goes on (SIGCONT). */
  public void resume() {
    actors.resume(index);
  }

  /** Each step of it takes this much longer from now on; zero for usual speed. */
  public void slowDown(Duration step) {
    actors.slowDown(index, step);
  }

  /** Its clock is ahead by this much from now on, or behind; it never goes back. */
  public void skewClock(Duration ahead) {
    actors.skewClock(index, ahead);
  }

  /** From now on it is faulty, and does as {@code conduct} says. */
  public FaultyReplica behave(Conduct conduct) {
    return actors.corrupt(index, conduct);
  }

  /** From now on it is faulty: its process is dead, and a test speaks and hears in its place. */
  public ReplicaProbe replaceByProbe() {
    return probes.apply(id());
  }

  public boolean isUp() {
    return actors.isUp(index);
  }

  /** Whether a test has made it faulty. */
  public boolean isFaulty() {
    return actors.isFaulty(index);
  }

  /** The view whose log it has installed last. */
  public View view() {
    return witness().view();
  }

  /** Whether it is the primary of its own view. */
  public boolean leads() {
    return view().primary(actors.configuration().n()).equals(id());
  }

  /** What its service says to this read, whatever the others say. */
  public R read(O operation) {
    return localRead.apply(operation);
  }

  /** What it reports, refuses and promises. */
  public Witness witness() {
    return actors.witness(index);
  }

  @Override
  public String toString() {
    return id() + (isUp() ? "" : ", down") + (isFaulty() ? ", faulty" : "") + ", in " + view();
  }
}
