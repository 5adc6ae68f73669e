package io.weevil.testkit.group;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.service.EncodedService;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.linearizability.Linearizability;
import io.weevil.testkit.linearizability.Model;
import io.weevil.testkit.monitor.Monitors;
import io.weevil.testkit.network.TestNetwork;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A group that replicates a user's service, in a world of its own: real replicas and clients as
 * actors on the calling thread, virtual time, a network and disks in memory. What happens is a
 * function of the recipe, its seed, and what the test does. Nothing happens but when the test lets
 * time pass or waits for an answer.
 *
 * @param <O> operations
 * @param <R> results
 */
public final class ReplicatedGroup<O, R> implements AutoCloseable {

  private final GroupRecipe<O, R> recipe;
  private final StateComparison states = new StateComparison();
  private final Map<Integer, StateMachine<O, R>> services = new HashMap<>();
  private final ActorGroup actors;
  private final Monitors monitors;
  private final TestTime time;
  private final TestNetwork network;
  private final List<TestReplica<O, R>> replicas;
  private int starting;
  private int probes;

  ReplicatedGroup(GroupRecipe<O, R> recipe) {
    this.recipe = recipe;
    SplittableRandom seeds = new SplittableRandom(recipe.seed());
    this.actors =
        new ActorGroup(
            recipe.settings(),
            seeds.nextLong(),
            Link.delay(recipe.fastest()),
            this::nextService,
            Order.seeded(seeds.nextLong()),
            new SimulatedSignatures());
    this.monitors = Monitors.watch(actors);
    this.time = new TestTime(actors.time());
    int n = actors.configuration().n();
    this.network =
        new TestNetwork(
            seeds.nextLong(),
            IntStream.range(0, n).mapToObj(actors::address).toList(),
            actors.time()::elapsed,
            recipe.fastest(),
            recipe.slowest());
    actors.use(network);
    this.replicas = IntStream.range(0, n).mapToObj(this::newReplica).toList();
  }

  /** Replicas start one after the other at first; who starts later has said so before. */
  private StateMachine<Bytes, Bytes> nextService() {
    int index = starting++;
    StateMachine<O, R> service = recipe.service().get();
    services.put(index, service);
    String name = new ReplicaId(index).toString();
    return recipe.watchStates()
        ? new WatchedService<>(name, service, recipe.codec(), states)
        : new EncodedService<>(service, recipe.codec());
  }

  private TestReplica<O, R> newReplica(int index) {
    return new TestReplica<>(
        index,
        actors,
        i -> starting = i,
        operation -> Objects.requireNonNull(services.get(index)).read(operation),
        id -> new ReplicaProbe(id, actors, time, recipe.patience()));
  }

  public GroupRecipe<O, R> recipe() {
    return recipe;
  }

  /** What {@link TestReplica}, {@link TestNetwork} and {@link TestTime} are handles of. */
  public ActorGroup actors() {
    return actors;
  }

  public TestTime time() {
    return time;
  }

  public TestNetwork network() {
    return network;
  }

  /** How many replicas there are. */
  public int n() {
    return replicas.size();
  }

  /**
   * One of the replicas.
   *
   * @param index 0 … n - 1
   */
  public TestReplica<O, R> replica(int index) {
    return replicas.get(index);
  }

  /** All of them, the first one first. */
  public List<TestReplica<O, R>> replicas() {
    return replicas;
  }

  /** The primary of the latest view that a replica works in which was not made faulty. */
  public TestReplica<O, R> primary() {
    View latest =
        replicas.stream()
            .filter(r -> !r.isFaulty())
            .map(TestReplica::view)
            .max(View::compareTo)
            .orElse(View.ZERO);
    return replica(latest.primary(n()).index());
  }

  /** Another client, with keys of its own, which the group admits. */
  public TestClient<O, R> newClient() {
    return new TestClient<>(actors.newClient(), recipe.codec(), time, recipe.patience());
  }

  /** Another client, in the hands of the test. */
  public ClientProbe<O, R> newClientProbe() {
    return new ClientProbe<>(
        "client-probe-" + probes++, actors, recipe.codec(), time, recipe.patience());
  }

  /**
   * All calls of all clients so far that were sent, but for those that the service has refused: an
   * operation that throws changes nothing.
   */
  public List<Call<O, R>> history() {
    return History.of(actors.callers(), recipe.codec());
  }

  /**
   * Checks that one order explains all that clients were told: as if one copy of the service had
   * done everything, each call between its beginning and its end.
   *
   * @throws AssertionError when none does: what can be explained, and what is left over
   */
  public <S> void assertLinearizable(Model<S, O, R> model) {
    Linearizability.assertLinearizable(history(), model);
  }

  /** As {@link #assertLinearizable(Model)}, for a service of many independent objects. */
  public <S, K> void assertLinearizable(Model<S, O, R> model, Function<O, K> object) {
    Linearizability.assertLinearizable(history(), model, object);
  }

  /**
   * As {@link #assertLinearizable(Model)}, with the service as its own model: for one that does not
   * look at its {@link io.weevil.engine.service.OperationContext}, and whose states are small.
   */
  public void assertLinearizable() {
    assertLinearizable(new ServiceModel<>(recipe.service()));
  }

  /** What is wrong with what the replicas have done so far; empty unless something is. */
  public List<String> violations() {
    List<String> found = new ArrayList<>(states.findings());
    monitors.violations().forEach(violation -> found.add(violation.toString()));
    String trespasser = actors.time().trespasser();
    if (trespasser != null) {
      found.add("another thread has acted in the group: " + trespasser);
    }
    return found;
  }

  /**
   * Checks all that must hold at all times.
   *
   * @throws AssertionError when it does not: what, when, and how to see it again
   */
  public void check() {
    List<String> violations = violations();
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "after %s of virtual time, with seed %d:%n  %s%n%s"
              .formatted(
                  time.elapsed(),
                  recipe.seed(),
                  String.join(System.lineSeparator() + "  ", violations),
                  this));
    }
  }

  /**
   * Ends all that the network does wrong, lets paused replicas go on, and checks that then every
   * call ends within {@code bound} of virtual time, and all that {@link #check} checks.
   */
  public void endWell(Duration bound) {
    network.heal();
    replicas.forEach(TestReplica::resume);
    monitors.atEnd(bound);
    check();
  }

  /** Ends it, and checks nothing. */
  @Override
  public void close() {
    actors.close();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("a group after " + time.elapsed());
    replicas.forEach(replica -> text.append("%n  %s".formatted(replica)));
    network.rules().forEach(rule -> text.append("%n  %s".formatted(rule)));
    actors.callers().stream()
        .filter(caller -> caller.isWaiting())
        .forEach(caller -> text.append("%n  %s waits".formatted(caller.name())));
    return text.toString();
  }
}
