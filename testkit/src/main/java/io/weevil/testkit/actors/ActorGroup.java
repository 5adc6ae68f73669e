package io.weevil.testkit.actors;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.IngressSettings;
import io.weevil.actors.configuration.KeyFile;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.ReplicaSettings;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.replica.ReplicaNode;
import io.weevil.actors.replica.ReplicaParts;
import io.weevil.actors.role.NodeListener;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.simulation.SimulatedKeys;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.simulation.StatementMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A whole group of real actors in one actor system, on an {@link InMemoryNetwork} and in {@link
 * VirtualTime}: a function of its seed, of its link and of what the test does. All of it happens on
 * the thread of the test.
 */
public final class ActorGroup implements AutoCloseable {

  private static final IngressSettings INGRESS = new IngressSettings(1, 16_384);
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ActorSystem<Void> system;
  private final VirtualTime time;
  private final InMemoryNetwork network;
  private final SimulationSettings settings;
  private final SimulatedKeys keys;
  private final GroupSettings group;
  private final Supplier<StateMachine<Bytes, Bytes>> service;
  private final Path folder = temporaryFolder();
  private final StatementMonitor monitor;
  private final WireCodec codec;
  private final Map<ReplicaId, Bytes> entered = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Nursery nursery = new Nursery();
  private final ActorRef<Nursery.Command> nurse;
  private final List<Witness> witnesses = new ArrayList<>();
  private final Map<ReplicaId, ActorRef<ReplicaNode.Command>> nodes = new HashMap<>();
  private final Map<PeerAddress, FaultyReplica> faulty = new HashMap<>();
  private final List<Caller> callers = new ArrayList<>();
  private int clients;
  private long order;
  private Link link;

  /**
   * A group whose replicas have started.
   *
   * @param service makes each replica its own service, in its initial state
   */
  public ActorGroup(
      SimulationSettings settings,
      long seed,
      Link link,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    this.settings = settings;
    this.service = service;
    this.link = link;
    this.keys =
        new SimulatedKeys(settings.quorums(), settings.authentication(), settings.limits(), seed);
    this.group = new GroupSettings(keys.group(), addresses());
    this.monitor = new StatementMonitor(keys.group());
    this.codec = new WireCodec(keys.group().limits(), keys.group().n());
    this.system =
        ActorSystem.create(
            Behaviors.empty(),
            "actor-group",
            VirtualTime.config().withFallback(ConfigFactory.load()));
    this.time = VirtualTime.of(system);
    this.network = new InMemoryNetwork(time::after, this::carry);
    this.nurse =
        system.systemActorOf(
            nursery.behavior(), "nursery", DispatcherSelector.fromConfig(Nursery.DISPATCHER));
    settings.quorums().members().forEach(id -> witnesses.add(new Witness(id)));
    settings.quorums().members().forEach(this::startNode);
  }

  private SortedMap<ReplicaId, PeerAddress> addresses() {
    SortedMap<ReplicaId, PeerAddress> addresses = new TreeMap<>();
    settings
        .quorums()
        .members()
        .forEach(id -> addresses.put(id, new PeerAddress("replica-" + id.index(), 1)));
    return addresses;
  }

  private void startNode(ReplicaId id) {
    Witness witness = witness(id.index());
    ReplicaSettings replica =
        new ReplicaSettings(
            id,
            keyFile(keys.replica(id)),
            group.address(id),
            group.address(id),
            settings.track(),
            settings.batches(),
            settings.timers(),
            INGRESS,
            folderOf(id, "states"),
            folderOf(id, "evidence"),
            folderOf(id, "memory").resolve("signed"));
    ReplicaParts parts = new ReplicaParts(network.transports(), time.clock(), witness, witness);
    WeevilSettings all =
        new WeevilSettings(group, noTransport(), Optional.of(replica), Optional.empty());
    nodes.put(id, spawn(ReplicaNode.create(all, service, parts), "replica-" + id.index()));
  }

  private Path folderOf(ReplicaId id, String what) {
    try {
      return Files.createDirectories(folder.resolve("replica-" + id.index()).resolve(what));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder in " + folder, e);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("weevil-actor-group-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
  }

  private void removeFolder() {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }

  private static KeyFile keyFile(Identity identity) {
    return new KeyFile(
        Bytes.wrap(identity.copySigningSeed()), Bytes.wrap(identity.copyAgreementSecret()));
  }

  private TransportSettings noTransport() {
    return new TransportSettings(1 << 20, 1, Duration.ofSeconds(1), 1, ConfigFactory.empty());
  }

  private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    CompletableFuture<ActorRef<T>> spawned = new CompletableFuture<>();
    nurse.tell(new Nursery.Spawn<>(behavior, name, spawned));
    await(spawned);
    time.settle();
    return spawned.join();
  }

  /** Lets actors run until another thread of the system has done its part. */
  private void await(CompletableFuture<?> done) {
    long end = System.nanoTime() + END_NANOS;
    time.settle();
    while (!done.isDone() && System.nanoTime() < end) {
      LockSupport.parkNanos(50_000);
      time.settle();
    }
    if (!done.isDone()) {
      throw new IllegalStateException("the actor system does not go on");
    }
  }

  private List<Link.Delivery> carry(PeerAddress from, PeerAddress to, Wire wire) {
    FaultyReplica sender = faulty.get(from);
    if (sender == null && wire.sender() instanceof ReplicaId correct) {
      enter(correct, wire);
    }
    List<Wire> said = sender == null ? List.of(wire) : sender.alter(to, wire);
    FaultyReplica receiver = faulty.get(to);
    if (receiver != null) {
      receiver.hear(from, wire);
    }
    return said.stream().flatMap(each -> link.carry(from, to, each).stream()).toList();
  }

  /** Once for all receivers: a broadcast's body is one object. */
  @SuppressWarnings("ReferenceEquality") // meant: equal bodies are looked at twice at worst
  private void enter(ReplicaId correct, Wire wire) {
    if (entered.put(correct, wire.body()) != wire.body()) {
      monitor.enter(correct, codec.decode(wire.kind(), wire.body())).ifPresent(contradictions::add);
    }
  }

  /**
   * What replicas that were not made faulty have signed against their own word (protocol.md,
   * section 10, invariant 3); empty unless something is wrong.
   */
  public List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  /** How many messages of correct replicas were looked through for contradictions. */
  public long lookedThrough() {
    return monitor.messages();
  }

  /** From now on; messages under way arrive as they were to. */
  public void use(Link next) {
    link = next;
  }

  public Link link() {
    return link;
  }

  public VirtualTime time() {
    return time;
  }

  public InMemoryNetwork network() {
    return network;
  }

  public SimulatedKeys keys() {
    return keys;
  }

  public GroupConfiguration configuration() {
    return group.configuration();
  }

  public PeerAddress address(int replica) {
    return group.address(new ReplicaId(replica));
  }

  public Witness witness(int replica) {
    return witnesses.get(replica);
  }

  public List<Witness> witnesses() {
    return List.copyOf(witnesses);
  }

  /** Witnesses of the replicas that were not made faulty. */
  public List<Witness> correct() {
    return witnesses.stream().filter(w -> !faulty.containsKey(group.address(w.replica()))).toList();
  }

  /** From now on this replica does as {@code conduct} says. */
  public FaultyReplica corrupt(int replica, Conduct conduct) {
    ReplicaId id = new ReplicaId(replica);
    FaultyReplica traitor =
        new FaultyReplica(
            id,
            keys.replica(id),
            group,
            (to, wire) -> link.carry(group.address(id), to, wire).forEach(network::deliver),
            conduct);
    faulty.put(group.address(id), traitor);
    return traitor;
  }

  /** A replica stops for good. It still counts as correct: it has told no lie. */
  public void crash(int replica) {
    ActorRef<ReplicaNode.Command> node = nodes.get(new ReplicaId(replica));
    if (node != null) {
      node.tell(ReplicaNode.Stop.INSTANCE);
      time.settle();
    }
  }

  /** A new client with keys of its own, admitted by the group's authority; it has started. */
  public ActorClient newClient() {
    String name = "client-" + clients++;
    Identity identity = keys.newClient();
    PeerAddress address = new PeerAddress(name, 1);
    ClientSettings client =
        new ClientSettings(
            name,
            keyFile(identity),
            keys.admit(name, identity),
            address,
            address,
            settings.clientLimits(),
            settings.clientTimers(),
            Duration.ofHours(1),
            INGRESS);
    ClientParts parts = new ClientParts(network.transports(), time.clock(), NodeListener.NONE);
    WeevilSettings all =
        new WeevilSettings(group, noTransport(), Optional.empty(), Optional.of(client));
    return new ActorClient(
        name, address, spawn(ClientProxy.create(all, parts), name), this::caller);
  }

  private Caller caller(ActorClient client) {
    String name = client.name() + "-caller-" + callers.size();
    Caller caller = new Caller(name, client.proxy(), () -> order++);
    spawn(caller.behavior(), name);
    callers.add(caller);
    return caller;
  }

  /** All callers of all clients. */
  public List<Caller> callers() {
    return List.copyOf(callers);
  }

  /** Whether no caller waits. */
  public boolean isDone() {
    return callers.stream().noneMatch(Caller::isWaiting);
  }

  /** Lets time pass until {@code done}, or until {@code limit} has passed; returns whether done. */
  public boolean runUntil(BooleanSupplier done, Duration limit) {
    return time.runUntil(done, limit);
  }

  /** Lets time pass until every call has ended; false when {@code limit} ran out. */
  public boolean runUntilDone(Duration limit) {
    return runUntil(this::isDone, limit);
  }

  public void pass(Duration duration) {
    time.pass(duration);
  }

  /** Why nodes have failed; empty unless some have. */
  public List<Throwable> failures() {
    return nursery.failures();
  }

  @Override
  public void close() {
    nurse.tell(new Nursery.Stop());
    time.settle();
    system.terminate();
    await(system.getWhenTerminated().toCompletableFuture());
    removeFolder();
  }
}
