package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.Statements;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One backup, fed as its node would feed it: messages come verified, what it has executed is told
 * to it at once, and only timers that run can fire. After every input the invariants of the house
 * and R-DURABLE are checked.
 */
final class BackupHarness {

  /** Small enough to reach every bound quickly. */
  static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 4, 192 * 1024, 128 * 1024, 128 * 1024, Duration.ofSeconds(2));

  private static final ClientId OPERATOR =
      new ClientId(new Digest(io.weevil.engine.model.Bytes.wrap(new byte[Digest.SIZE])), 1);

  private final TestGroup group;
  private final BackupCore core;
  private final Durability durability;
  private final OrderingInvariants invariants;
  private final Map<TimerKey, Duration> running = new LinkedHashMap<>();
  private Timestamp now = TestGroup.NOW;
  private boolean executing = true;
  private Slot toExecute = Slot.ZERO;
  private final Set<SignedHeader> forged = new HashSet<>();
  private StatusReport status;

  BackupHarness(TestGroup group, int self) {
    this(group, self, ReplicaTimers.DEFAULT);
  }

  BackupHarness(TestGroup group, int self, ReplicaTimers timers) {
    this.group = group;
    this.core =
        new BackupCore(
            group.configuration(), group.signer(self), header -> !forged.contains(header), timers);
    this.durability = new Durability(new ReplicaId(self), group.configuration().n());
    this.invariants = new OrderingInvariants(group, new ReplicaId(self));
    on(new RoleMessage.Started());
  }

  /** A group with f = 1, c = 0 and {@link #LIMITS}. */
  static TestGroup group() {
    return TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 1);
  }

  /** The primary has signed nothing of the kind, and its MAC hid that. */
  void isForged(SignedHeader header) {
    forged.add(header);
  }

  // What comes in

  /** A replica's message arrives. */
  Step hears(int from, PeerMessage message) {
    return on(new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(from), message)));
  }

  /** The primary's ORDER-REQs arrive, in this order. */
  Step hears(OrderReq... orders) {
    return all(List.of(orders).stream().map(o -> received(0, o)).toList());
  }

  Step hears(List<OrderReq> orders) {
    return hears(orders.toArray(OrderReq[]::new));
  }

  /** A client's message arrives. */
  Step hears(ClientId from, ClientMessage message) {
    return on(new RoleMessage.Received(VerifiedForTests.of(from, message)));
  }

  /** A client's request arrives. */
  Step isAsked(Request request) {
    return hears(request.client(), new ClientMessage.Ask(request));
  }

  /** The auditor has proof that this replica is faulty. */
  Step learnsIsFaulty(int accused) {
    return on(new RoleMessage.ProvenFaulty(new ReplicaId(accused), "conflicting votes"));
  }

  /** An ORDER-REQ arrives whose requests the door cannot vouch for. */
  Step hearsFaulty(int from, OrderReq order, boolean provable) {
    return on(
        new RoleMessage.FaultyBatch(
            VerifiedForTests.of(new ReplicaId(from), order), "a forged request", provable));
  }

  /** PREPAREs of these replicas for a slot of {@code orders} arrive. */
  Step hearsPrepares(Orders orders, long slot, int... voters) {
    List<ToBackup> inputs = new ArrayList<>();
    for (int voter : voters) {
      inputs.add(received(voter, orders.prepare(voter, slot)));
    }
    return all(inputs);
  }

  Step hearsCommits(Orders orders, long slot, int... senders) {
    List<ToBackup> inputs = new ArrayList<>();
    for (int sender : senders) {
      inputs.add(received(sender, orders.commit(slot)));
    }
    return all(inputs);
  }

  /** This replica's own state at the slot has become stable. */
  Step stabilizes(Orders orders, long slot) {
    return all(
        List.of(
            proofFound(orders, slot),
            new RoleMessage.Stabilized(new Slot(slot), orders.historyAt(slot))));
  }

  /** The group has proven a checkpoint. */
  Step learnsProven(Orders orders, long slot) {
    return all(
        List.of(
            proofFound(orders, slot),
            new RoleMessage.Proven(new Slot(slot), orders.historyAt(slot), group.digest())));
  }

  private ToBackup proofFound(Orders orders, long slot) {
    return new RoleMessage.ProofFound(proof(orders, slot));
  }

  StableProof proof(Orders orders, long slot) {
    return group.stableProof(new Slot(slot), orders.historyAt(slot), group.digest());
  }

  /** The view-change manager has the view left (R-VIEW-CHANGE); what is shown has to be valid. */
  Step leavesFor(long view) {
    return on(new RoleMessage.LeaveView(new View(view)));
  }

  /** It leaves for the view of {@code orders}, which begins with so many slots of theirs. */
  Step changesTo(Orders orders, long end) {
    return all(List.of(new RoleMessage.LeaveView(orders.view()), orders.enter(end)));
  }

  /** The same when a checkpoint at {@code base} is proven in the NEW-VIEW. */
  Step changesTo(Orders orders, long base, long end) {
    return all(
        List.of(
            new RoleMessage.LeaveView(orders.view()),
            new RoleMessage.ProofSeen(proof(orders, base)),
            orders.enter(base, end)));
  }

  /** The batches of these slots arrive, as they were asked for. */
  Step fetches(Orders orders, long first, long last) {
    List<ToBackup> inputs = new ArrayList<>();
    for (long slot = first; slot <= last; slot++) {
      inputs.add(received(3, new PeerMessage.Fetched(orders.at(slot).batch())));
    }
    return all(inputs);
  }

  /** The executor has put a fetched state in the place of its own (R-STATE). */
  Step restores(Orders orders, long slot) {
    return on(
        new RoleMessage.StateInstalled(proof(orders, slot), TestGroup.NOW, orders.clientsAt(slot)));
  }

  Step fires(TimerKey key) {
    assertThat(running).as("the timer runs").containsKey(key);
    running.remove(key);
    return on(new RoleMessage.TimerFired(key));
  }

  Step on(ToBackup input) {
    invariants.before(input);
    List<Output> outputs = new ArrayList<>(core.on(input, now));
    track(outputs);
    Slot executed = Slot.ZERO;
    while (executing && toExecute.isAfter(executed)) {
      executed = toExecute;
      List<Output> more = core.on(new RoleMessage.Executed(executed), now);
      track(more);
      outputs.addAll(more);
    }
    durability.check(outputs);
    checkReports(outputs);
    status = report();
    invariants.check(outputs, status);
    return new Step(List.copyOf(outputs));
  }

  void passes(Duration time) {
    now = now.plus(time);
  }

  /** From now on nothing is executed. */
  void stallsExecution() {
    executing = false;
  }

  // How it stands

  long accepted() {
    return status.accepted().number();
  }

  /** Whether its log contains this history up to the slot. */
  boolean holds(Orders orders, long slot) {
    return invariants.holds(new Slot(slot), orders.historyAt(slot));
  }

  View view() {
    return status.view();
  }

  long committed() {
    return status.committed().number();
  }

  long stable() {
    return status.stable().number();
  }

  boolean waitsFor(TimerKey key) {
    return running.containsKey(key);
  }

  Duration remaining(TimerKey key) {
    return running.get(key);
  }

  Timestamp now() {
    return now;
  }

  private Step all(List<ToBackup> inputs) {
    List<Output> outputs = new ArrayList<>();
    inputs.forEach(input -> outputs.addAll(on(input).outputs()));
    return new Step(outputs);
  }

  private static ToBackup received(int from, PeerMessage message) {
    return new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(from), message));
  }

  private void track(List<Output> outputs) {
    for (Output output : outputs) {
      switch (output) {
        case Output.StartTimer(TimerKey key, Duration after) -> {
          assertThat(after).isPositive();
          running.put(key, after);
        }
        case Output.StopTimer(TimerKey key) -> running.remove(key);
        case Output.Tell(RoleMessage.Execute execute) -> toExecute = execute.slot();
        case Output.Tell(RoleMessage.Rollback(Slot to)) -> toExecute = to;
        case Output other -> {}
      }
    }
  }

  /** R-VIEW-CHANGE: what an honest replica shows is valid at every other's door. */
  private void checkReports(List<Output> outputs) {
    for (RoleMessage.Frozen frozen : new Step(outputs).tells(RoleMessage.Frozen.class)) {
      Statements say = new Statements(group);
      int self = durability.self().index();
      assertThat(say.opened(self, say.viewChange(self, frozen.target(), frozen.report())))
          .isInstanceOf(Opened.Accepted.class);
    }
  }

  /** Asked as an operator asks; that alone changes nothing. */
  private StatusReport report() {
    List<Output> outputs =
        core.on(
            new RoleMessage.Received(
                VerifiedForTests.of(OPERATOR, new ClientMessage.StatusQuery(1))),
            now);
    List<Output> others =
        outputs.stream()
            .filter(o -> !(o instanceof Output.Reply) && !(o instanceof Output.StartTimer))
            .toList();
    assertThat(others).as("all that follows from an input follows at once").isEmpty();
    return new Step(outputs).replies(StatusReport.class).get(0);
  }
}
