package io.weevil.testkit.simulation;

import io.weevil.engine.crypto.Identity;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.StateMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A group of simulated replicas and its clients, in one world. A function of its settings and seed.
 */
public final class SimulatedGroup {

  /** 2026-01-01T00:00Z, as good as any. */
  private static final Timestamp START = new Timestamp(1_767_225_600_000_000L);

  private final World world = new World(START);
  private final SimulatedNetwork network;
  private final SimulatedKeys keys;
  private final StatementMonitor monitor;
  private final SimulationSettings settings;
  private final Supplier<StateMachine<Bytes, Bytes>> service;
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private int clients;

  /**
   * A group whose replicas have started.
   *
   * @param service makes each replica its own service, in its initial state
   */
  public SimulatedGroup(
      SimulationSettings settings,
      long seed,
      LinkRule rule,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    this.settings = settings;
    this.service = service;
    this.network = new SimulatedNetwork(world, rule);
    this.keys =
        new SimulatedKeys(settings.quorums(), settings.authentication(), settings.limits(), seed);
    this.monitor = new StatementMonitor(keys.group());
    settings
        .quorums()
        .members()
        .forEach(
            id ->
                replicas.add(
                    new SimulatedReplica(
                        world, network, monitor, keys, id, settings, service.get(), false)));
    replicas.forEach(SimulatedReplica::start);
  }

  /**
   * Ends a replica and starts it again without anything that it knew: it comes back as a learner
   * (R-LEARN).
   */
  public SimulatedReplica restartEmpty(int index) {
    SimulatedReplica before = replicas.get(index);
    before.crash();
    SimulatedReplica learner =
        new SimulatedReplica(
            world, network, monitor, keys, before.id(), settings, service.get(), true);
    replicas.set(index, learner);
    learner.start();
    return learner;
  }

  public World world() {
    return world;
  }

  public SimulatedNetwork network() {
    return network;
  }

  /** Watches what every replica signs, from the beginning of the run. */
  public StatementMonitor monitor() {
    return monitor;
  }

  public SimulatedKeys keys() {
    return keys;
  }

  public List<SimulatedReplica> replicas() {
    return List.copyOf(replicas);
  }

  public SimulatedReplica replica(int index) {
    return replicas.get(index);
  }

  /** The primary of view 0. */
  public SimulatedReplica primary() {
    return replicas.get(0);
  }

  public ReplicaId id(int index) {
    return replicas.get(index).id();
  }

  /** A new client with keys of its own, admitted by the group's authority; it has started. */
  public SimulatedClient client() {
    Identity identity = keys.newClient();
    SimulatedClient client =
        new SimulatedClient(
            world,
            network,
            keys,
            identity,
            keys.admit("client-" + clients++, identity),
            1,
            settings);
    client.start();
    return client;
  }

  /**
   * Lets time pass until all calls of all these clients have ended; false when {@code limit} ran
   * out.
   */
  public boolean runUntilDone(Duration limit, SimulatedClient... waiting) {
    return world.runUntil(() -> List.of(waiting).stream().allMatch(SimulatedClient::isDone), limit);
  }
}
