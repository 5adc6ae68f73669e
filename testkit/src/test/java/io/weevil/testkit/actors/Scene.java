package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.linearizability.Call;
import io.weevil.testkit.linearizability.LinearizabilityChecker;
import io.weevil.testkit.linearizability.Registers;
import io.weevil.testkit.linearizability.Registers.Get;
import io.weevil.testkit.linearizability.Registers.Operation;
import io.weevil.testkit.linearizability.Registers.Put;
import io.weevil.testkit.linearizability.Registers.Swap;
import io.weevil.testkit.linearizability.Verdict;
import io.weevil.testkit.simulation.SimulatedSignatures;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import io.weevil.testkit.world.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A group of {@link RegisterService}s under load, and what must hold of it in the end. */
public final class Scene implements AutoCloseable {

  /** Small, so that checkpoints and the window's end come soon. */
  public static final Limits SMALL =
      new Limits(8, 32, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private static final Duration TICK = Duration.ofMillis(7);

  /** Ticks from an answer to the next call, on average. */
  private static final int THOUGHT = 25;

  private static final List<String> KEYS = List.of("x", "y");

  private final ActorGroup group;
  private final SplittableRandom random;
  private final List<Caller> callers = new ArrayList<>();

  /** Of every process that has started, in that order: the replicas' first ones first. */
  private final List<StateMachine<Bytes, Bytes>> services = new ArrayList<>();

  /** Whose memory the test has damaged. */
  private final Set<ReplicaId> damaged = new HashSet<>();

  /** What is ready first runs first, and all is signed with Ed25519. */
  public Scene(int f, int c, long seed) {
    this(SimulationSettings.of(f, c).with(SMALL), seed);
  }

  public Scene(SimulationSettings settings, long seed) {
    this(settings, seed, RegisterService::new, Order.FIRST_COME, SignatureScheme.ED25519);
  }

  private Scene(
      SimulationSettings settings,
      long seed,
      Supplier<StateMachine<Bytes, Bytes>> service,
      Order order,
      SignatureScheme signatures) {
    this.random = new SplittableRandom(seed);
    this.group =
        new ActorGroup(
            settings, seed, usualLink(seed), () -> noted(service.get()), order, signatures);
  }

  /** Any interleaving that this seed has, and signatures that cost next to nothing. */
  public static Scene seeded(SimulationSettings settings, long seed) {
    return seeded(settings, seed, RegisterService::new);
  }

  /**
   * The same with other services.
   *
   * @param service makes that of r0 first, then that of r1, and so on
   */
  public static Scene seeded(
      SimulationSettings settings, long seed, Supplier<StateMachine<Bytes, Bytes>> service) {
    return new Scene(settings, seed, service, Order.seeded(seed), new SimulatedSignatures());
  }

  public static Scene seeded(int f, int c, long seed) {
    return seeded(SimulationSettings.of(f, c).with(SMALL), seed);
  }

  private StateMachine<Bytes, Bytes> noted(StateMachine<Bytes, Bytes> service) {
    services.add(service);
    return service;
  }

  /** Of the last process that was started, whichever replica's. */
  RegisterService newestService() {
    return (RegisterService) services.get(services.size() - 1);
  }

  /** Of the replica's first process. */
  RegisterService service(int replica) {
    return (RegisterService) services.get(replica);
  }

  /**
   * A bit of what the replica's service holds flips: its signatures are right, its state is not.
   */
  void damage(int replica, String key, int bit) {
    service(replica).flip(key, bit);
    damaged.add(new ReplicaId(replica));
  }

  /** Every message takes 1 to 4 ms, so that some overtake others. */
  private static Link usualLink(long seed) {
    SplittableRandom delays = new SplittableRandom(seed);
    return (from, to, wire) ->
        List.of(
            new Link.Delivery(to, wire, Duration.ofNanos(delays.nextLong(1_000_000, 4_000_000))));
  }

  public ActorGroup group() {
    return group;
  }

  public int n() {
    return group.configuration().n();
  }

  /** Clients, each with as many callers. */
  public void clients(int clients, int callersEach) {
    for (int i = 0; i < clients; i++) {
      ActorClient client = group.newClient();
      for (int j = 0; j < callersEach; j++) {
        callers.add(client.newCaller());
      }
    }
  }

  /** Every caller makes one call after the other for so long, with a little thought before each. */
  public void load(Duration duration) {
    Duration end = group.time().elapsed().plus(duration);
    while (group.time().elapsed().compareTo(end) < 0) {
      for (Caller caller : callers) {
        if (!caller.isWaiting() && random.nextInt(THOUGHT) == 0) {
          callSomething(caller);
        }
      }
      group.pass(TICK);
    }
  }

  private void callSomething(Caller caller) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    String value = caller.name() + "." + caller.calls().size();
    switch (random.nextInt(5)) {
      case 0 -> caller.call(RegisterService.encode(new Get(key)));
      case 1 -> caller.read(RegisterService.encode(new Get(key)));
      case 2 ->
          caller.call(
              RegisterService.encode(
                  new Swap(
                      key, Optional.of(caller.name() + "." + (caller.calls().size() - 1)), value)));
      default -> caller.call(RegisterService.encode(new Put(key, value)));
    }
  }

  /**
   * How each replica says that it is. To be asked until all have answered: a message to one that
   * this client has not introduced itself to yet is refused.
   */
  SortedMap<ReplicaId, ReplyMessage.Health> healths() {
    ActorClient operator = group.newClient();
    SortedMap<ReplicaId, ReplyMessage.Health> healths = new TreeMap<>();
    for (int i = 0; i < 10 && healths.size() < n(); i++) {
      group
          .status(operator, Duration.ofMillis(200))
          .reports()
          .forEach((id, report) -> healths.put(id, report.health()));
    }
    assertThat(healths).as("answers of all").hasSize(n());
    return healths;
  }

  public static Bytes put(String key, String value) {
    return RegisterService.encode(new Put(key, value));
  }

  /** Every call has ended in time, and what the callers were told and the replicas did is right. */
  public void assertEndsWell(Duration limit) {
    boolean done = group.runUntilDone(limit);
    assertThat(done).as("every call ends within %s\n%s", limit, state()).isTrue();
    group.pass(Duration.ofSeconds(3)); // the last replica hears of the last slot
    assertSound();
    assertOneLog();
  }

  /** Each caller has been answered this often at least: what was checked is not nothing. */
  void assertAnswered(int each) {
    assertThat(callers).as(state()).allMatch(caller -> caller.answers() >= each);
  }

  /** What must hold at all times. */
  public void assertSound() {
    assertThat(group.failures()).as("nodes that failed").isEmpty();
    assertThat(group.contradictions()).as("what correct replicas signed").isEmpty();
    for (Witness witness : group.correct()) {
      assertThat(witness.contradictions()).as("promises of %s", witness.replica()).isEmpty();
      assertThat(witness.refused(Cause.DEFECT))
          .as("what the door of %s failed on", witness.replica())
          .isZero();
    }
    assertNobodyIsSlandered();
    assertOneStateAtCheckpoints();
    assertThat(verdict()).as("the history of calls").isInstanceOf(Verdict.Linearizable.class);
  }

  /** Invariant 9: no correct replica is ever proven faulty. */
  private void assertNobodyIsSlandered() {
    List<ReplicaId> correct = group.correct().stream().map(Witness::replica).toList();
    for (Witness witness : group.correct()) {
      for (Event event : witness.events()) {
        ReplicaId blamed =
            switch (event) {
              case Event.PrimaryProvenFaulty e -> e.first().header().view().primary(n());
              case Event.BatchProvenFaulty e -> e.header().header().view().primary(n());
              case Event.SecondNewView e -> e.view().primary(n());
              case Event.EvidenceFound e -> e.accused();
              default -> null;
            };
        if (blamed != null) {
          assertThat(correct).as("blamed: %s", event).doesNotContain(blamed);
        }
        if (!damaged.contains(witness.replica())) {
          assertThat(event).isNotInstanceOf(Event.StateDiverged.class);
        }
      }
    }
  }

  /** Invariants 1 and 6, at checkpoints. */
  private void assertOneStateAtCheckpoints() {
    Map<Slot, List<Digest>> agreed = new TreeMap<>();
    for (Witness witness : group.correct()) {
      for (Event.CheckpointStable stable : witness.events(Event.CheckpointStable.class)) {
        List<Digest> found = List.of(stable.history(), stable.state());
        assertThat(agreed.merge(stable.slot(), found, (a, b) -> a))
            .as("checkpoint at %s of %s", stable.slot(), witness.replica())
            .isEqualTo(found);
      }
    }
  }

  /** Invariant 1, once all is quiet: as far as both go, two logs are one. */
  private void assertOneLog() {
    Map<Slot, Digest> agreed = new TreeMap<>();
    for (Witness witness : group.correct()) {
      witness
          .log()
          .forEach(
              (slot, batch) ->
                  assertThat(agreed.merge(slot, batch, (a, b) -> a))
                      .as("batch at %s of %s\n%s", slot, witness.replica(), state())
                      .isEqualTo(batch));
    }
  }

  public Verdict<Operation, Optional<String>> verdict() {
    List<Call<Operation, Optional<String>>> history = new ArrayList<>();
    for (Caller caller : group.callers()) {
      for (Caller.Made made : caller.calls()) {
        call(caller, made).ifPresent(history::add);
      }
    }
    return LinearizabilityChecker.check(new Registers(), history, Operation::key);
  }

  private static Optional<Call<Operation, Optional<String>>> call(Caller caller, Caller.Made made) {
    Operation operation = RegisterService.decode(made.operation());
    Answer<Bytes> answer = made.answer();
    return switch (answer) {
      case null -> Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Done<Bytes> done ->
          Optional.of(
              Call.ended(
                  caller.name(),
                  operation,
                  RegisterService.decodeResult(done.result()),
                  made.called(),
                  made.returned()));
      case Answer.Unknown<Bytes> unknown ->
          Optional.of(Call.unknown(caller.name(), operation, made.called()));
      case Answer.Rejected<Bytes> rejected -> Optional.empty();
      case Answer.Failed<Bytes> failed -> throw new AssertionError(made + " failed: " + failed);
    };
  }

  /** For people who read why a test failed. */
  public String state() {
    StringBuilder text = new StringBuilder("after " + group.time().elapsed() + "\n");
    for (Witness w : group.witnesses()) {
      text.append(w.replica()).append(" in ").append(w.view()).append(", log to ");
      text.append(w.log().isEmpty() ? "nothing" : w.log().lastKey()).append("\n");
      Map<String, Integer> counts = new TreeMap<>();
      w.events().forEach(e -> counts.merge(e.toString(), 1, Integer::sum));
      w.refusals()
          .forEach(r -> counts.merge("refused " + r.cause() + " " + r.detail(), 1, Integer::sum));
      counts.forEach(
          (event, count) ->
              text.append("    ").append(count).append(" × ").append(event).append("\n"));
    }
    group.callers().stream()
        .filter(Caller::isWaiting)
        .forEach(c -> text.append(c.name()).append(" waits\n"));
    return text.toString();
  }

  public boolean allIn(long view) {
    return group.correct().stream().allMatch(w -> w.view().number() >= view);
  }

  @Override
  public void close() {
    group.close();
  }
}
