package io.weevil.testkit.swarm;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Carries out a plan, and judges. */
public final class Run implements AutoCloseable {

  /** After the last fault, every call of a correct client ends within this time. */
  public static final Duration BOUND = Duration.ofSeconds(60);

  /** The last replica hears of the last slot. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private static final Duration SLICE = Duration.ofMillis(100);

  private final Plan plan;
  private final Tally tally = new Tally();
  private final ActorGroup group;
  private final Weather weather;
  private final Caretaker caretaker;
  private final Crowd crowd;
  private final Judge judge;
  private final List<String> violations = new ArrayList<>();

  public Run(Plan plan) {
    this.plan = plan;
    SplittableRandom random = new SplittableRandom(plan.seed());
    Order order = Order.seeded(random.nextLong());
    this.weather =
        new Weather(random.split(), plan.latency(), Run::replicaAt, at -> now(), tally);
    this.group =
        new ActorGroup(
            plan.settings(),
            plan.seed(),
            weather,
            RegisterService::new,
            order,
            new SimulatedSignatures());
    this.caretaker = new Caretaker(group, weather, tally);
    this.crowd = new Crowd(group, plan.load(), random.split());
    this.judge = new Judge(group);
  }

  private static int replicaAt(PeerAddress address) {
    return address.host().startsWith("replica-")
        ? Integer.parseInt(address.host().substring("replica-".length()))
        : -1;
  }

  /** While the group is made no time has passed. */
  @SuppressWarnings("ConstantValue")
  private long now() {
    return group == null ? 0 : group.time().elapsed().toNanos();
  }

  public ActorGroup group() {
    return group;
  }

  /** Runs to the end, or to the first violation. */
  public Outcome outcome() {
    caretaker.plan(plan.incidents());
    crowd.start();
    boolean sound = passes(plan.busy());
    if (sound) {
      crowd.stop();
      caretaker.endAll();
      sound = settles();
    }
    if (sound) {
      violations.addAll(judge.atEnd());
    }
    return new Outcome(
        plan,
        violations,
        group.time().fingerprint().toString(),
        group.time().steps(),
        judge.events(),
        group.callers().stream().mapToLong(c -> c.answers()).sum(),
        group.time().elapsed(),
        tally);
  }

  private boolean passes(Duration duration) {
    Duration end = group.time().elapsed().plus(duration);
    while (group.time().elapsed().compareTo(end) < 0) {
      group.pass(SLICE);
      if (isViolated()) {
        return false;
      }
    }
    return true;
  }

  private boolean settles() {
    Duration end = group.time().elapsed().plus(BOUND);
    while (!group.isDone() && group.time().elapsed().compareTo(end) < 0) {
      group.runUntilDone(SLICE);
      if (isViolated()) {
        return false;
      }
    }
    if (!group.isDone() && plan.isLive()) {
      violations.add("calls that have not ended " + BOUND.toSeconds() + " s after the last fault");
      return false;
    }
    return passes(QUIET);
  }

  private boolean isViolated() {
    violations.addAll(judge.now());
    return !violations.isEmpty();
  }

  @Override
  public void close() {
    group.close();
  }

  /** Runs a plan from beginning to end. */
  public static Outcome of(Plan plan) {
    try (Run run = new Run(plan)) {
      return run.outcome();
    }
  }
}
