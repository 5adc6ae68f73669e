package io.weevil.engine.checkpoint;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.checkpoint.CheckpointVotes.Collected;
import io.weevil.engine.checkpoint.OwnCheckpoints.OwnState;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Core;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.CheckpointTaken;
import io.weevil.engine.role.RoleMessage.Committed;
import io.weevil.engine.role.RoleMessage.Proven;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.role.RoleMessage.StopAnswering;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * R-CHECKPOINT and R-STATE: signs what this replica has executed and committed, collects what the
 * others have signed, and tells the other roles what is stable, proven elsewhere, or wrong here;
 * gives stable states to those who lack them, and fetches one when it is needed here.
 */
public final class CheckpointCore implements Core<RoleMessage.ToCheckpointer> {

  static final String NAME = "checkpointer";

  private final int interval;
  private final ReplicaSigner signer;
  private final CheckpointVotes votes;
  private final OwnCheckpoints own;
  private final ServedStates served;
  private final StateServer server;
  private final StateFetcher fetcher;
  private final Outputs outputs = new Outputs();
  private Timestamp now = Timestamp.ZERO;

  /** The last slot at which the own state is known to be the group's. Never goes back. */
  private Slot stable = Slot.ZERO;

  /**
   * The newest proof, of a slot at or above {@link #stable}: what a peer that lags gets (R-STATUS).
   */
  private @Nullable StableProof newest;

  /** Proofs of slots that this replica has not executed yet. */
  private final PassedProofs passed;

  /** Whether the own state was found wrong: nothing is signed for it any more. */
  private boolean diverged;

  /**
   * @param store of the states that come and go
   */
  public CheckpointCore(GroupConfiguration group, ReplicaSigner signer, StateStore store) {
    this(group, signer, store, TransferPolicy.DEFAULT);
  }

  public CheckpointCore(
      GroupConfiguration group, ReplicaSigner signer, StateStore store, TransferPolicy policy) {
    this.interval = group.limits().checkpointInterval();
    this.signer = signer;
    this.votes = new CheckpointVotes(group);
    this.passed = new PassedProofs(group.limits().window());
    this.own = new OwnCheckpoints(group.limits().window() / interval + 1);
    this.served = new ServedStates(store, group.quorums().weak(), policy);
    this.server = new StateServer(served, policy, outputs);
    List<ReplicaId> peers =
        group.quorums().members().filter(each -> !each.equals(signer.self())).toList();
    this.fetcher = new StateFetcher(store, peers, policy, outputs);
  }

  @Override
  public List<Output> on(RoleMessage.ToCheckpointer input, Timestamp time) {
    now = time;
    switch (input) {
      case RoleMessage.Received r -> onReceived(r.verified().sender(), r.verified().message());
      case SnapshotTaken s -> onSnapshotTaken(s);
      case Committed c -> onCommitted(c);
      case RoleMessage.ProofSeen(StableProof proof) -> onProofSeen(proof);
      case RoleMessage.NeedState(Slot atLeast) -> fetcher.need(atLeast, now);
      case RoleMessage.StateInstalled s -> onStateInstalled(s.proof());
      case RoleMessage.TimerFired(TimerKey key) -> onTimer(key);
      case RoleMessage.Started s -> {}
    }
    return outputs.drain();
  }

  private void onReceived(Party sender, WireMessage message) {
    switch (message) {
      case Checkpoint c -> onCheckpoint(c);
      case StableProof p -> onStableProof(p);
      case Status s -> onStatus(sender, s);
      case StateRequest r -> onStateRequest(sender, r);
      case StateChunk c -> onStateChunk(sender, c);
      case PeerMessage other -> ignoreMisrouted(other);
      case ClientMessage other -> ignoreMisrouted(other);
      case ReplyMessage other -> ignoreMisrouted(other);
    }
  }

  private void ignoreMisrouted(WireMessage message) {
    outputs.ignore(NAME, message, "not for the checkpointer");
  }

  /**
   * A state below one that is proven already is superseded: it is not even digested, but for one a
   * window, without which the log of a replica that lags would never be shortened.
   */
  private void onSnapshotTaken(SnapshotTaken s) {
    requireMultiple(s.slot());
    StableProof proof = proofAt(s.slot());
    if (!s.slot().isAfter(stable) || (proof == null && s.slot().isBefore(proven()))) {
      return;
    }
    OwnState state = new OwnState(s.history(), MerkleTree.of(s.state()).root(), s.state());
    own.executed(s.slot(), state);
    outputs.tell(new CheckpointTaken(s.slot(), state.state()));
    if (proof == null) {
      sign(s.slot());
    } else {
      compare(proof, state);
    }
  }

  private @Nullable StableProof proofAt(Slot slot) {
    return newest != null && newest.slot().equals(slot) ? newest : passed.at(slot);
  }

  private void onCommitted(Committed c) {
    requireMultiple(c.slot());
    if (c.slot().isAfter(proven())) {
      own.committed(c.slot(), c.history());
      sign(c.slot());
    }
  }

  /**
   * Once, when the slot is executed and committed on one history (R-CHECKPOINT); stored before it
   * leaves (R-DURABLE).
   */
  private void sign(Slot slot) {
    OwnState state = own.signable(slot);
    if (state == null || diverged || signer.isLearner()) {
      return;
    }
    Checkpoint checkpoint = signer.checkpoint(slot, state.history(), state.state());
    own.signed(checkpoint);
    outputs.persist(new Promise.CheckpointSigned(checkpoint));
    outputs.broadcast(checkpoint);
    onCheckpoint(checkpoint);
  }

  private void onCheckpoint(Checkpoint c) {
    switch (votes.collect(c)) {
      case Collected.Counted counted -> {}
      case Collected.Refused(var reason) -> outputs.ignore(NAME, c, reason);
      case Collected.Complete(var proof) -> onProof(proof);
      case Collected.Undecided(var states) ->
          outputs.report(new Event.CheckpointUndecided(c.slot(), states));
    }
  }

  private void onStableProof(StableProof p) {
    String fault = votes.faultOf(p);
    if (fault != null) {
      outputs.ignore(NAME, p, fault);
    } else if (!p.slot().isAfter(proven())) {
      outputs.ignore(NAME, p, "an equal or newer proof is known");
    } else {
      onProof(p);
    }
  }

  /** The base of a NEW-VIEW's log. */
  private void onProofSeen(StableProof p) {
    if (p.slot().isAfter(proven())) {
      onStableProof(p);
    }
  }

  /** A proof newer than all before. */
  private void onProof(StableProof p) {
    requireNotContradicted(p);
    newest = p;
    outputs.tell(new RoleMessage.ProofFound(p));
    votes.advance(p.slot());
    fetcher.onProof(p, now);
    OwnState state = own.stateAt(p.slot());
    if (state == null) {
      passed.add(p);
      tellProven(p);
    } else {
      compare(p, state);
    }
  }

  /** After a divergence no own state is stable before the repair, not even one that looks right. */
  private void compare(StableProof p, OwnState state) {
    if (!p.history().equals(state.history())) {
      onHistoryDiverged(p, state.history());
    } else if (diverged || !p.state().equals(state.state())) {
      onStateDiverged(p, state.state());
    } else {
      served.offer(p.slot(), p.state(), state.snapshot());
      onStable(p);
    }
  }

  private void onStable(StableProof p) {
    if (!p.slot().isAfter(stable)) {
      throw new IllegalStateException("stable at " + p.slot() + " after " + stable);
    }
    stable = p.slot();
    own.forgetUpTo(stable);
    passed.forgetUpTo(stable);
    fetcher.onStable(stable);
    outputs.tell(new Stabilized(p.slot(), p.history()));
    outputs.report(new Event.CheckpointStable(p.slot(), p.history(), p.state()));
  }

  /**
   * A primary lied to this replica: it takes the proven branch, and nobody is alarmed
   * (R-CHECKPOINT).
   */
  private void onHistoryDiverged(StableProof p, Digest ownHistory) {
    outputs.report(new Event.HistoryDiverged(p.slot(), ownHistory, p.history()));
    if (p.slot().equals(proven())) {
      tellProven(p); // the backup asks for the state, where its log is the wrong one
    } else {
      fetcher.need(p.slot(), now); // it knows of a later one, which its log may never reach
    }
  }

  /**
   * The same prefix and another state: this replica's service or memory is wrong. It says so once,
   * and fetches the group's state in place of its own (R-CHECKPOINT).
   */
  private void onStateDiverged(StableProof p, Digest ownState) {
    if (!diverged) {
      diverged = true;
      outputs.report(new Event.StateDiverged(p.slot(), ownState, p.state()));
      outputs.tell(new StopAnswering(p.slot()));
    }
    fetcher.need(p.slot(), now);
  }

  private void onStateRequest(Party sender, StateRequest r) {
    switch (sender) {
      case ClientId client -> outputs.ignore(NAME, r, "not from a replica");
      case ReplicaId peer -> server.onRequest(peer, r, now);
    }
  }

  private void onStateChunk(Party sender, StateChunk c) {
    switch (sender) {
      case ClientId client -> outputs.ignore(NAME, c, "not from a replica");
      case ReplicaId peer -> {
        if (fetcher.onChunk(peer, c, now)) {
          letGoOfOwnStates();
        }
      }
    }
  }

  /** They are about to be replaced, and memory need not hold both. */
  private void letGoOfOwnStates() {
    own.forgetStates();
    served.withdrawOffers();
  }

  /**
   * R-STATE: from here on this replica's state is the group's. What it executed beyond was of the
   * old state and comes again; a CHECKPOINT that it has signed stands (R-EVIDENCE).
   */
  private void onStateInstalled(StableProof p) {
    stable = Slot.max(stable, p.slot());
    if (p.slot().isAfter(proven())) {
      newest = p;
      votes.advance(p.slot());
    }
    diverged = false;
    letGoOfOwnStates();
    own.forgetUpTo(stable);
    passed.forgetUpTo(stable);
    fetcher.onInstalled(stable);
    outputs.report(new Event.StateInstalled(p.slot(), p.state()));
  }

  private void onTimer(TimerKey key) {
    if (!(key instanceof TimerKey.OfCheckpointer ours)) {
      throw new IllegalArgumentException("the checkpointer has no timer " + key);
    }
    switch (ours) {
      case TimerKey.StateRetry k -> fetcher.onRetry(now);
      case TimerKey.StateServing k -> server.onPeriod(now);
    }
  }

  private void tellProven(StableProof p) {
    outputs.tell(new Proven(p.slot(), p.history(), p.state()));
  }

  /**
   * R-STATUS: a peer that lags gets the newest proof, and one that may lack it this replica's
   * latest CHECKPOINT, as it was signed.
   */
  private void onStatus(Party sender, Status s) {
    switch (sender) {
      case ClientId client -> outputs.ignore(NAME, s, "not from a replica");
      case ReplicaId peer -> bringUpToDate(peer, s.stable());
    }
  }

  private void bringUpToDate(ReplicaId peer, Slot theirs) {
    if (newest != null && theirs.isBefore(newest.slot())) {
      outputs.send(peer, newest);
    }
    Checkpoint latest = own.latestSigned();
    if (latest != null && latest.slot().isAfter(Slot.max(theirs, proven()))) {
      outputs.send(peer, latest);
    }
  }

  private Slot proven() {
    return newest == null ? stable : newest.slot();
  }

  /**
   * Two committed histories of one slot: more than f replicas are faulty, and going on could only
   * do harm.
   */
  private void requireNotContradicted(StableProof p) {
    Digest committed = own.commitAt(p.slot());
    if (committed != null && !committed.equals(p.history())) {
      throw new IllegalStateException(
          "history "
              + committed
              + " is committed here at "
              + p.slot()
              + ", and the group has proven "
              + p.history());
    }
  }

  private void requireMultiple(Slot slot) {
    if (!slot.isMultipleOf(interval)) {
      throw new IllegalStateException(
          slot + " is no multiple of the checkpoint interval " + interval);
    }
  }
}
