package io.weevil.engine.execution;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.execution.RequestRunner.Ran;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.AnswerAgain;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.RoleMessage.Executed;
import io.weevil.engine.role.RoleMessage.InstallState;
import io.weevil.engine.role.RoleMessage.Read;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.role.RoleMessage.Standing;
import io.weevil.engine.role.RoleMessage.StateInstalled;
import io.weevil.engine.service.StateMachine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the service, its snapshots and the replies (R-SPECULATE, R-AGREE, R-READ). It executes what
 * the backup tells it to, slot by slot, each request exactly once, and says to clients what the
 * backup's standing allows.
 */
public final class ExecutionCore implements Core<RoleMessage.ToExecutor> {

  private static final String NAME = "executor";

  private final Digest group;
  private final int checkpointInterval;
  private final StateMachine<Bytes, Bytes> service;
  private final RequestRunner runner;
  private final Replier replier;
  private final SnapshotReader reader;
  private final Snapshots snapshots;
  private final ExecutedSlots since = new ExecutedSlots();

  /** Where every replica begins; takes no room beside the service's own first state. */
  private final ReplicaSnapshot initial;

  private final WaitingReads waitingReads = new WaitingReads();
  private final Outputs outputs = new Outputs();

  /** The last executed slot. */
  private Slot executed = Slot.ZERO;

  /** The history of exactly the executed slots. */
  private Digest history;

  /** The service's clock; never decreases. */
  private Timestamp timestamp = Timestamp.ZERO;

  /** One reply for each executed request that is recent enough. */
  private ReplyCache replies;

  /** False from the moment when the own state is known to be wrong (R-CHECKPOINT). */
  private boolean answering = true;

  /** Whether this replica only follows: it says nothing to clients (R-LEARN). */
  private final boolean learner;

  /**
   * @param service in its initial state, the same on every replica
   */
  public ExecutionCore(
      GroupConfiguration group, ReplicaId self, StateMachine<Bytes, Bytes> service) {
    this(group, self, service, false);
  }

  /**
   * @param service in its initial state, the same on every replica
   * @param learner whether nothing is said to clients (R-LEARN)
   */
  public ExecutionCore(
      GroupConfiguration group,
      ReplicaId self,
      StateMachine<Bytes, Bytes> service,
      boolean learner) {
    this.learner = learner;
    this.group = group.digest();
    this.history = this.group;
    this.checkpointInterval = group.limits().checkpointInterval();
    this.service = service;
    this.runner = new RequestRunner(service, group.limits());
    this.replier = new Replier(self, group.n(), group.limits().window());
    this.replies = ReplyCache.empty(group.limits().maxClients(), group.limits().clientWindow());
    this.reader = new SnapshotReader(group, service);
    this.initial = snapshot();
    this.snapshots = new Snapshots(most(group.limits()), initial);
  }

  /**
   * A window, and what waits here: word that a snapshot is stable stands in line behind that, and
   * must find it.
   */
  private static int most(Limits limits) {
    int windows = Limits.EXECUTION_WINDOWS + 1;
    return windows * limits.window() / limits.checkpointInterval() + 1;
  }

  @Override
  public List<Output> on(RoleMessage.ToExecutor input, Timestamp now) {
    switch (input) {
      case Execute e -> onExecute(e);
      case Standing s -> onStanding(s);
      case RoleMessage.Freeze f -> onFreeze();
      case RoleMessage.Rollback(Slot to) -> onRollback(to);
      case AnswerAgain a -> onAnswerAgain(a);
      case Read r -> onRead(r);
      case Stabilized s -> onStabilized(s);
      case RoleMessage.StopAnswering s -> onStopAnswering();
      case InstallState i -> onInstallState(i);
      case RoleMessage.Received r ->
          outputs.ignore(NAME, r.verified().message(), "not for the executor");
      case RoleMessage.TimerFired t -> {}
      case RoleMessage.Started s -> {}
    }
    return outputs.drain();
  }

  private void onExecute(Execute e) {
    requireNext(e);
    enterView(e.view());
    replier.onExecute(e);
    since.add(e);
    beginSlot(e);
    for (Request request : e.batch().requests()) {
      executeOnce(request);
    }
    outputs.tell(new Executed(executed));
    if (executed.isMultipleOf(checkpointInterval)) {
      takeSnapshot();
    }
    serveWaitingReads();
  }

  private void beginSlot(Execute e) {
    executed = e.slot();
    history = e.history();
    timestamp = Timestamp.max(timestamp, e.batch().timestamp());
  }

  /**
   * A slot out of turn, or of another history, would make this replica's state a lie: better none
   * at all.
   */
  private void requireNext(Execute e) {
    if (!e.slot().equals(executed.next())) {
      throw new IllegalStateException("told to execute " + e.slot() + " after " + executed);
    }
    if (!e.history().equals(Digests.chain(history, e.slot(), e.batch().digest()))) {
      throw new IllegalStateException(
          "the batch at " + e.slot() + " does not lead to history " + e.history());
    }
  }

  /**
   * A request that comes a second time in one log is answered from the cache and leaves the state
   * alone.
   */
  private void executeOnce(Request request) {
    switch (replies.turnOf(request.client(), request.number())) {
      case NEXT ->
          execute(request)
              .forEach(
                  failure ->
                      outputs.report(new Event.OperationFailed(OperationId.of(request), failure)));
      case EXECUTED -> {}
      case OBSOLETE -> {
        return;
      }
      case TOO_EARLY ->
          throw new IllegalStateException(
              "accepted out of its client's order at " + executed + ": " + OperationId.of(request));
    }
    CachedReply cached = replies.find(request.client(), request.number());
    if (cached != null) {
      say(request.client(), replier.reply(request.client(), cached));
    }
  }

  /** Returns what the service failed of. */
  private List<String> execute(Request request) {
    Ran ran = runner.apply(request, executed, timestamp);
    replies =
        replies.plus(
            request.client(),
            new CachedReply(request.number(), executed, history, ran.outcomes(), ran.digest()));
    return ran.failures();
  }

  private void takeSnapshot() {
    ReplicaSnapshot snapshot = snapshot();
    snapshots.add(snapshot);
    outputs.tell(new SnapshotTaken(executed, history, snapshot));
  }

  private ReplicaSnapshot snapshot() {
    return new ReplicaSnapshot(group, executed, history, timestamp, replies, service.snapshot());
  }

  private void onStanding(Standing s) {
    enterView(s.view());
    replier.onStanding(s);
  }

  /**
   * Reads that came in an older view do not know what the newer one begins with: they are dropped
   * (R-READ).
   */
  private void enterView(View view) {
    if (!view.equals(replier.view())) {
      dropWaitingReads("the view has changed");
    }
  }

  /** R-FROZEN: what is acknowledged from now on belongs to the next view. */
  private void onFreeze() {
    dropWaitingReads("the view ends");
    replier.onFreeze();
  }

  /**
   * R-INSTALL: the executed suffix lost. State and reply cache go back together, or a client would
   * get a reply that no log contains any more.
   */
  private void onRollback(Slot to) {
    goTo(snapshots.newestUpTo(to));
    snapshots.dropAfter(to);
    since.dropAfter(to);
    since.after(executed).forEach(this::executeAgain);
    if (!executed.equals(to)) {
      throw new IllegalStateException(
          "told to go back to " + to + ", and what is known leads to " + executed);
    }
    replier.onRollback(to);
  }

  /** All that followed from it has been said before. */
  private void executeAgain(Execute e) {
    beginSlot(e);
    for (Request request : e.batch().requests()) {
      if (replies.turnOf(request.client(), request.number()) == ReplyCache.Turn.NEXT) {
        execute(request);
      }
    }
    if (executed.isMultipleOf(checkpointInterval)) {
      snapshots.add(snapshot());
    }
  }

  private void goTo(ReplicaSnapshot snapshot) {
    service.restore(snapshot.application());
    replies = snapshot.replies();
    executed = snapshot.slot();
    history = snapshot.history();
    timestamp = snapshot.timestamp();
  }

  private void onAnswerAgain(AnswerAgain a) {
    CachedReply cached = replies.find(a.client(), a.number());
    if (cached != null) {
      say(a.client(), replier.replyInFull(a.client(), cached));
    }
  }

  private void onRead(Read r) {
    if (!answering) {
      drop(r, "this replica's state has diverged");
    } else if (!waitingReads.offer(r)) {
      drop(r, "too many reads wait");
    } else {
      serveWaitingReads();
    }
  }

  /** R-READ: acknowledging must not run ahead of executing, or a write that has ended is missed. */
  private void serveWaitingReads() {
    if (!executed.isBefore(replier.acknowledged())) {
      waitingReads.take(executed).forEach(this::serve);
    }
  }

  private void serve(Read r) {
    Ran ran = runner.read(r.request());
    Result full = new Result(ran.digest(), ran.outcomes());
    say(r.request().client(), replier.readReply(executed, history, r.request().number(), full));
  }

  private void onStabilized(Stabilized s) {
    replier.onStable(s.slot());
    snapshots.stabilize(s.slot());
    since.dropUpTo(snapshots.first());
  }

  private void onStopAnswering() {
    answering = false;
    dropWaitingReads("this replica's state has diverged");
  }

  /**
   * R-STATE. The own state goes before the other comes: memory need not hold both.
   *
   * @throws IllegalStateException when the state cannot be read: nothing is left to go on from
   */
  private void onInstallState(InstallState i) {
    dropWaitingReads("the state is replaced");
    beginAt(initial);
    ReplicaSnapshot proven = reader.read(i.proof(), i.source());
    i.source().discard();
    beginAt(proven);
    replier.onRollback(executed);
    replier.onStable(executed);
    answering = true;
    outputs.tell(new StateInstalled(i.proof(), timestamp, replies.positions()));
  }

  /** Makes this the only state there is. */
  private void beginAt(ReplicaSnapshot snapshot) {
    snapshots.replaceAll(snapshot);
    since.clear();
    goTo(snapshot);
  }

  private void dropWaitingReads(String reason) {
    waitingReads.drain().forEach(read -> drop(read, reason));
  }

  private void drop(Read read, String reason) {
    outputs.ignore(NAME, new ClientMessage.Ask(read.request()), reason);
  }

  private void say(ClientId client, @Nullable ReplyMessage reply) {
    if (answering && !learner && reply != null) {
      outputs.reply(client, reply);
    }
  }
}
