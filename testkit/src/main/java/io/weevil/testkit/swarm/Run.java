package io.weevil.testkit.swarm;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.monitor.Monitors;
import io.weevil.testkit.monitor.Violation;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Carries out a plan, and judges. */
public final class Run implements AutoCloseable {

  /** After the last fault, every call of a correct client ends within this time. */
  public static final Duration BOUND = Duration.ofSeconds(60);

  private static final Duration QUIET = Duration.ofSeconds(3);

  private final Plan plan;
  private final Tally tally = new Tally();
  private final ActorGroup group;
  private final Weather weather;
  private final Caretaker caretaker;
  private final Crowd crowd;
  private final Monitors monitors;

  public Run(Plan plan) {
    this.plan = plan;
    SplittableRandom random = new SplittableRandom(plan.seed());
    Order order = Order.seeded(random.nextLong());
    this.weather = new Weather(random.split(), plan.latency(), Run::replicaAt, at -> now(), tally);
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
    this.monitors = Monitors.watch(group);
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
    List<Violation> found = passes(plan.busy());
    if (found.isEmpty()) {
      crowd.stop();
      caretaker.endAll();
      found = ends();
    }
    caretaker.tallyDeeds();
    return new Outcome(
        plan,
        found,
        group.time().fingerprint().toString(),
        group.time().steps(),
        group.network().delivered() + group.time().timers(),
        group.callers().stream().mapToLong(Caller::answers).sum(),
        group.time().elapsed(),
        tally);
  }

  private List<Violation> passes(Duration duration) {
    group.runUntil(() -> !monitors.violations().isEmpty(), duration);
    return monitors.violations();
  }

  /** Where too many are faulty nobody promises that calls end; safety is promised all the same. */
  private List<Violation> settles() {
    if (!plan.isLive()) {
      return passes(QUIET);
    }
    return plan.evensOut() ? monitors.atEnd(BOUND) : monitors.atEndOfCalls(BOUND);
  }

  private List<Violation> ends() {
    List<Violation> found = settles();
    return found.isEmpty()
        ? monitors.onHistory(
            new Registers(),
            RegisterService::decode,
            RegisterService::decodeResult,
            Registers.Operation::key)
        : found;
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
