package io.weevil.testkit.simulation;

import static java.util.Objects.requireNonNull;

import io.weevil.engine.authentication.ClientSessions;
import io.weevil.engine.authentication.HeaderCheck;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Opener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealed;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.authentication.Verified;
import io.weevil.engine.checkpoint.CheckpointCore;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.evidence.AuditCore;
import io.weevil.engine.execution.ExecutionCore;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireFormat;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.ordering.BackupCore;
import io.weevil.engine.ordering.SuccessionCore;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Routing;
import io.weevil.engine.service.StateMachine;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.viewchange.ViewChangeCore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One replica's cores, wired as a node wires them. What it sends is sealed and encoded, what it
 * gets is decoded and verified, exactly as in production; only actors and Artery are left out.
 */
public final class SimulatedReplica {

  /** A core and the timers it has set. */
  private final class Role<I extends RoleMessage> {
    private final Class<I> inputs;
    private final Core<I> core;
    private final CoreTimers timers;

    /** What waits for a slot that takes long, in order. */
    private final Queue<I> waiting = new ArrayDeque<>();

    private Duration slowness = Duration.ZERO;

    Role(Class<I> inputs, Core<I> core) {
      this.inputs = inputs;
      this.core = core;
      this.timers = new CoreTimers(world, key -> handle(new RoleMessage.TimerFired(key)));
    }

    void handle(RoleMessage message) {
      if (!inputs.isInstance(message)) {
        return;
      }
      I input = inputs.cast(message);
      if (!waiting.isEmpty()) {
        waiting.add(input);
      } else if (takesLong(input)) {
        waiting.add(input);
        world.after(slowness, this::finish);
      } else {
        take(input);
      }
    }

    private boolean takesLong(I input) {
      return input instanceof RoleMessage.Execute && !slowness.isZero();
    }

    private void take(I input) {
      mailbox.add(() -> carryOut(core.on(input, world.now()), timers));
      drain();
    }

    /** The slot that took long is executed, and what waited behind it has its turn. */
    private void finish() {
      if (!running) {
        return;
      }
      do {
        take(waiting.element());
        waiting.remove();
      } while (!waiting.isEmpty() && !takesLong(waiting.element()));
      if (!waiting.isEmpty()) {
        world.after(slowness, this::finish);
      }
    }
  }

  private final World world;
  private final SimulatedNetwork network;
  private final StatementMonitor monitor;
  private final ReplicaId self;
  private final GroupConfiguration group;
  private final Opener opener;
  private final Sealer sealer;
  private final ClientSessions sessions;
  private final Map<Routing.Role, Role<?>> roles = new EnumMap<>(Routing.Role.class);
  private final List<Event> events = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final NavigableMap<Slot, Digest> executed = new TreeMap<>();
  private final OperationCounts counts = new OperationCounts();
  private final Queue<Runnable> mailbox = new ArrayDeque<>();
  private boolean draining;
  private boolean running = true;
  private UnaryOperator<List<Output>> corruption = UnaryOperator.identity();

  SimulatedReplica(
      World world,
      SimulatedNetwork network,
      StatementMonitor monitor,
      SimulatedKeys keys,
      ReplicaId self,
      SimulationSettings settings,
      StateMachine<Bytes, Bytes> service,
      boolean learner) {
    this.world = world;
    this.network = network;
    this.monitor = monitor;
    this.self = self;
    this.group = keys.group();
    Identity identity = keys.replica(self);
    KeyAgreement agreement = counts.counting(identity.agreement(group.digest()));
    this.sessions = new ClientSessions(group.limits());
    ReplicaKeys replicaKeys = new ReplicaKeys(self, group, agreement);
    SignatureVerifier verifier = counts.counting(new Ed25519Verifier());
    this.opener = new Opener(self, group, replicaKeys, agreement, verifier, sessions);
    this.sealer = new Sealer(group, replicaKeys);
    ReplicaSigner signer =
        learner
            ? ReplicaSigner.ofLearner(self, group.digest())
            : new ReplicaSigner(self, group.digest(), counts.counting(identity.signer()));
    add(signer, new HeaderCheck(group, verifier), settings, service);
    network.attach(self, this::receive);
  }

  private void add(
      ReplicaSigner signer,
      HeaderCheck headers,
      SimulationSettings settings,
      StateMachine<Bytes, Bytes> service) {
    BatchCodec batches = new BatchCodec(group.limits(), group.n());
    roles.put(
        Routing.Role.PRIMARY,
        new Role<>(
            RoleMessage.ToPrimary.class,
            new SuccessionCore(
                group, signer, settings.batches(), settings.track(), batches::encode)));
    roles.put(
        Routing.Role.BACKUP,
        new Role<>(
            RoleMessage.ToBackup.class,
            new BackupCore(group, signer, headers::isAuthentic, settings.timers())));
    roles.put(
        Routing.Role.EXECUTOR,
        new Role<>(
            RoleMessage.ToExecutor.class,
            new ExecutionCore(group, self, service, signer.isLearner())));
    roles.put(
        Routing.Role.CHECKPOINTER,
        new Role<>(
            RoleMessage.ToCheckpointer.class,
            new CheckpointCore(group, signer, new MemoryStateStore())));
    roles.put(
        Routing.Role.VIEW_CHANGE_MANAGER,
        new Role<>(
            RoleMessage.ToViewChangeManager.class,
            new ViewChangeCore(group, signer, settings.timers().newViewTimer())));
    roles.put(
        Routing.Role.AUDITOR,
        new Role<>(
            RoleMessage.ToAuditor.class,
            new AuditCore(group, counts.counting(new Ed25519Verifier()))));
  }

  /** Starts every role. */
  void start() {
    tell(new RoleMessage.Started());
  }

  /** Inputs one after the other, in the order told, as mailboxes of one node would have them. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      for (Runnable next = mailbox.poll(); next != null; next = mailbox.poll()) {
        next.run();
      }
    } finally {
      draining = false;
    }
  }

  private void receive(byte[] frame) {
    if (!running) {
      return;
    }
    switch (opener.open(WireFormat.fromBytes(frame), world.now())) {
      case Opened.Accepted accepted -> route(accepted.verified());
      case Opened.FaultyBatch faulty ->
          tell(new RoleMessage.FaultyBatch(faulty.verified(), faulty.fault(), faulty.provable()));
      case Opened.Introduced introduced -> {}
      case Opened.Refused refused -> refusals.add(refused.cause() + ": " + refused.detail());
    }
  }

  private void route(Verified<? extends WireMessage> verified) {
    Set<Routing.Role> targets = Routing.of(verified.message());
    RoleMessage received = new RoleMessage.Received(verified);
    targets.forEach(role -> toRole(role, received));
  }

  private void toRole(Routing.Role role, RoleMessage message) {
    Role<?> target = roles.get(role);
    if (target != null) {
      target.handle(message);
    }
  }

  private void tell(RoleMessage message) {
    if (message instanceof RoleMessage.Execute execute) {
      executed.put(execute.slot(), execute.history());
    }
    roles.values().forEach(role -> role.handle(message));
  }

  private void carryOut(List<Output> outputs, CoreTimers timers) {
    for (Output output : corruption.apply(outputs)) {
      switch (output) {
        case Output.Send(ReplicaId to, WireMessage message) -> send(to, message);
        case Output.Broadcast(WireMessage message) -> broadcast(message);
        case Output.Reply(ClientId to, ReplyMessage message) -> reply(to, message);
        case Output.Tell(RoleMessage message) -> tell(message);
        case Output.Persist(Promise promise) -> promises.add(promise);
        case Output.StartTimer(var key, var after) -> timers.start(key, after);
        case Output.StopTimer(var key) -> timers.stop(key);
        case Output.Report(Event event) -> report(event);
      }
    }
  }

  private void report(Event event) {
    events.add(event);
    monitor.onEvent(self, event);
  }

  private void broadcast(WireMessage message) {
    monitor.onSent(self, message);
    Sealed sealed = sealer.encode(message);
    group
        .quorums()
        .members()
        .filter(r -> !r.equals(self))
        .forEach(r -> network.send(self, r, sealed.to(r)));
  }

  private void send(ReplicaId to, WireMessage message) {
    monitor.onSent(self, message);
    network.send(self, to, sealer.encode(message).to(to));
  }

  private void reply(ClientId to, ReplyMessage message) {
    monitor.onSent(self, message);
    sessions.find(to).ifPresent(s -> network.send(self, to, sealer.seal(message, s)));
  }

  /** From now on its service takes so long for each slot; its other roles go on meanwhile. */
  public void slowDownExecution(Duration each) {
    executor().slowness = each;
  }

  /** How many slots wait for its executor. */
  public long slotsWaiting() {
    return executor().waiting.stream().filter(RoleMessage.Execute.class::isInstance).count();
  }

  private Role<?> executor() {
    return requireNonNull(roles.get(Routing.Role.EXECUTOR));
  }

  /** Stops for good: nothing is received, no timer runs. */
  public void crash() {
    running = false;
    roles.values().forEach(role -> role.timers.stopAll());
  }

  /** Whether it has not crashed. */
  public boolean isRunning() {
    return running;
  }

  /**
   * From now on it does this instead of what its correct cores want done. Tell the {@link
   * StatementMonitor} if it is to sign what no correct replica signs.
   */
  public void corrupt(UnaryOperator<List<Output>> instead) {
    corruption = instead;
  }

  public ReplicaId id() {
    return self;
  }

  /** What it reported, in order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** What it stored, in order. */
  public List<Promise> promises() {
    return List.copyOf(promises);
  }

  /** Why it refused messages at its door, in order. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Histories of the slots it executed. */
  public NavigableMap<Slot, Digest> executed() {
    return new TreeMap<>(executed);
  }

  public OperationCounts counts() {
    return counts;
  }
}
