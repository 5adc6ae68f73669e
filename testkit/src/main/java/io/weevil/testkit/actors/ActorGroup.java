package io.weevil.testkit.actors;

import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.client.GroupStatus;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.IngressSettings;
import io.weevil.actors.configuration.KeyFile;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.role.NodeListener;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.simulation.SimulatedKeys;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.simulation.StatementMonitor;
import io.weevil.testkit.world.InMemoryNetwork;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import io.weevil.testkit.world.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A whole group of real actors in one actor system, on an {@link InMemoryNetwork}, in {@link
 * VirtualTime}, with disks in memory: a function of its seed, of its order, of its link and of what
 * the test does. All of it happens on the thread of the test.
 */
public final class ActorGroup implements AutoCloseable {

  private static final IngressSettings INGRESS = new IngressSettings(1, 16_384);

  private final Premises premises;
  private final SimulationSettings settings;
  private final Supplier<StateMachine<Bytes, Bytes>> service;
  private final List<Machine> machines;
  private final StatementMonitor monitor;
  private final Observers observers;
  private final Map<ReplicaId, WireMessage> entered = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Map<PeerAddress, FaultyReplica> faulty = new HashMap<>();

  /** By the addresses of both twins. */
  private final Map<PeerAddress, TwinPair> pairs = new HashMap<>();

  private final List<Caller> callers = new ArrayList<>();
  private final List<Wiretap> wiretaps = new ArrayList<>();
  private int clients;
  private int asked;
  private long order;
  private Link link;

  /** What is ready first runs first, and all is signed with Ed25519. */
  public ActorGroup(
      SimulationSettings settings,
      long seed,
      Link link,
      Supplier<StateMachine<Bytes, Bytes>> service) {
    this(settings, seed, link, service, Order.FIRST_COME, SignatureScheme.ED25519);
  }

  /**
   * A group whose replicas have started.
   *
   * @param seed of keys
   * @param service makes each replica its own service, in its initial state
   */
  public ActorGroup(
      SimulationSettings settings,
      long seed,
      Link link,
      Supplier<StateMachine<Bytes, Bytes>> service,
      Order order,
      SignatureScheme signatures) {
    this.settings = settings;
    this.service = service;
    this.link = link;
    SimulatedKeys keys =
        new SimulatedKeys(
            settings.quorums(), settings.authentication(), settings.limits(), seed, signatures);
    this.monitor = new StatementMonitor(keys.group(), signatures);
    this.observers = new Observers(new WireCodec(keys.group().limits(), keys.group().n()));
    this.premises =
        new Premises(
            keys,
            order,
            this::carry,
            (node, cause) -> observers.tell(o -> o.onFailed(node, cause)));
    this.machines =
        settings
            .quorums()
            .members()
            .map(id -> new Machine(id, premises, settings, service, observers))
            .toList();
    machines.forEach(Machine::start);
  }

  private List<Link.Delivery> carry(PeerAddress source, PeerAddress to, Wire wire) {
    TwinPair twins = pairs.get(source);
    if (twins != null && !twins.lets(source, to)) {
      return List.of();
    }
    PeerAddress from = twins == null ? source : twins.home();
    FaultyReplica sender = faulty.get(from);
    if (sender == null && wire.sender() instanceof ReplicaId correct) {
      enter(correct, wire);
    }
    List<Wire> said = sender == null ? List.of(wire) : sender.alter(to, wire);
    FaultyReplica receiver = faulty.get(to);
    if (receiver != null && !receiver.hear(from, wire)) {
      return List.of();
    }
    return said.stream().flatMap(each -> send(from, to, each).stream()).toList();
  }

  private List<Link.Delivery> send(PeerAddress from, PeerAddress to, Wire wire) {
    time().note(wire.body().unsafeArray());
    wiretaps.forEach(tap -> tap.onSent(from, to, wire));
    observers.onSent(from, to, wire);
    List<Link.Delivery> deliveries = link.carry(from, to, wire);
    return pairs.isEmpty()
        ? deliveries
        : deliveries.stream().flatMap(d -> receivers(from, d).stream()).toList();
  }

  private List<Link.Delivery> receivers(PeerAddress from, Link.Delivery delivery) {
    TwinPair twins = pairs.get(delivery.to());
    return twins == null ? List.of(delivery) : twins.receivers(from, delivery);
  }

  /** Once for all receivers: a broadcast's message is one object. */
  @SuppressWarnings("ReferenceEquality") // meant: equal ones are looked at twice at worst
  private void enter(ReplicaId correct, Wire wire) {
    WireMessage message = observers.read(wire);
    if (message != null && entered.put(correct, message) != message) {
      monitor.enter(correct, message).ifPresent(contradictions::add);
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

  /** From now on. */
  public void tap(Wiretap wiretap) {
    wiretaps.add(wiretap);
  }

  /** From now on. */
  public void observe(GroupObserver observer) {
    observers.add(observer);
  }

  public VirtualTime time() {
    return premises.time();
  }

  public InMemoryNetwork network() {
    return premises.network();
  }

  public SimulatedKeys keys() {
    return premises.keys();
  }

  public SimulationSettings settings() {
    return settings;
  }

  public GroupConfiguration configuration() {
    return premises.group().configuration();
  }

  public PeerAddress address(int replica) {
    return premises.group().address(new ReplicaId(replica));
  }

  /** Of the replica's latest process. */
  public Witness witness(int replica) {
    return machine(replica).witness();
  }

  /** Of the latest process of every replica. */
  public List<Witness> witnesses() {
    return machines.stream().map(Machine::witness).toList();
  }

  /** Of every process of a replica, the first one first. */
  public List<Witness> processes(int replica) {
    return machine(replica).witnesses();
  }

  /** Witnesses of the latest processes of the replicas that were not made faulty. */
  public List<Witness> correct() {
    return witnesses().stream().filter(w -> !isFaulty(w.replica().index())).toList();
  }

  /** Whether it was made faulty. */
  public boolean isFaulty(int replica) {
    return faulty.containsKey(address(replica));
  }

  private Machine machine(int replica) {
    return machines.get(replica);
  }

  /** From now on this replica does as {@code conduct} says. */
  public FaultyReplica corrupt(int replica, Conduct conduct) {
    ReplicaId id = new ReplicaId(replica);
    FaultyReplica traitor =
        new FaultyReplica(
            id,
            keys().replica(id),
            keys().signatures(),
            premises.group(),
            (to, wire) -> send(address(replica), to, wire).forEach(network()::deliver),
            time()::after,
            conduct);
    faulty.put(address(replica), traitor);
    return traitor;
  }

  /**
   * A second node with this replica's keys starts on a machine of its own; the replica counts as
   * faulty from now on. What the test does to the replica's process is done to the first node only.
   *
   * @throws IllegalStateException when it has a twin already
   */
  public TwinPair twin(int replica, TwinSplit split) {
    PeerAddress home = address(replica);
    if (pairs.containsKey(home)) {
      throw new IllegalStateException("replica " + replica + " has a twin already");
    }
    if (!isFaulty(replica)) {
      corrupt(replica, new Conduct() {});
    }
    PeerAddress secret = new PeerAddress(home.host() + "-twin", home.port());
    Machine second =
        new Machine(new ReplicaId(replica), secret, premises, settings, service, observers);
    TwinPair pair = new TwinPair(machine(replica), second, split);
    pairs.put(home, pair);
    pairs.put(secret, pair);
    second.start();
    return pair;
  }

  /** The replica's process dies at once. It still counts as correct: it has told no lie. */
  public void crash(int replica) {
    machine(replica).crash();
  }

  /** Whether it has a process, paused or not. */
  public boolean isUp(int replica) {
    return machine(replica).isUp();
  }

  /**
   * Another process on the same disk, after a {@link #crash}.
   *
   * @throws IllegalStateException when the last one runs
   */
  public void restart(int replica) {
    machine(replica).start();
  }

  /**
   * Its next process will not know that there was one before: it may sign against its own word, so
   * the replica counts as faulty from now on.
   */
  public void loseDisk(int replica) {
    machine(replica).loseDisk();
    if (!isFaulty(replica)) {
      corrupt(replica, new Conduct() {});
    }
  }

  /** Its process stands still, and its clock goes on (SIGSTOP). Nothing where it is down. */
  public void pause(int replica) {
    machine(replica).pause();
  }

  /** It goes on with what has come meanwhile (SIGCONT). */
  public void resume(int replica) {
    machine(replica).resume();
  }

  /** Each step of its process begins this much later; zero for usual speed. */
  public void slowDown(int replica, Duration step) {
    machine(replica).slowDown(step);
  }

  /** Its clock is ahead by this much from now on, or behind; it never goes back. */
  public void skewClock(int replica, Duration ahead) {
    machine(replica).skewClock(ahead);
  }

  /** A new client with keys of its own, admitted by the group's authority; it has started. */
  public ActorClient newClient() {
    String name = "client-" + clients++;
    Identity identity = keys().newClient();
    PeerAddress address = new PeerAddress(name, 1);
    ClientSettings client =
        new ClientSettings(
            name,
            KeyFile.of(identity),
            keys().admit(name, identity),
            address,
            address,
            settings.clientLimits(),
            settings.clientTimers(),
            Duration.ofHours(1),
            INGRESS);
    ClientParts parts =
        new ClientParts(
            network().transports(), time().clock(), NodeListener.NONE, keys().signatures());
    WeevilSettings all =
        new WeevilSettings(
            premises.group(), premises.noTransport(), Optional.empty(), Optional.of(client));
    return new ActorClient(
        name, address, premises.spawn(ClientProxy.create(all, parts), name), this::caller);
  }

  /**
   * How the replicas say that they are.
   *
   * @param patience whoever has not answered this client by then is silent
   */
  public GroupStatus status(ActorClient client, Duration patience) {
    List<GroupStatus> told = new ArrayList<>();
    ActorRef<GroupStatus> listener =
        premises.spawn(
            Behaviors.receiveMessage(
                status -> {
                  told.add(status);
                  return Behaviors.stopped();
                }),
            client.name() + "-asks-" + asked++);
    client.proxy().tell(new ClientProxy.QueryStatus(patience, listener));
    runUntil(() -> !told.isEmpty(), patience.multipliedBy(2));
    return told.get(0);
  }

  private Caller caller(ActorClient client) {
    String name = client.name() + "-caller-" + callers.size();
    Caller caller = new Caller(name, client.proxy(), () -> order++, observers);
    premises.spawn(caller.behavior(), name);
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
    return time().runUntil(done, limit);
  }

  /** Lets time pass until every call has ended; false when {@code limit} ran out. */
  public boolean runUntilDone(Duration limit) {
    return runUntil(this::isDone, limit);
  }

  public void pass(Duration duration) {
    time().pass(duration);
  }

  /** Why nodes have failed; empty unless some have. */
  public List<Throwable> failures() {
    return premises.failures();
  }

  @Override
  public void close() {
    machines.forEach(Machine::resume); // or it could not be stopped
    premises.close();
  }
}
