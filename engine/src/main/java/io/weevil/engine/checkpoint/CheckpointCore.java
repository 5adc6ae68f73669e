package io.weevil.engine.checkpoint;

import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.checkpoint.CheckpointVotes.Collected;
import io.weevil.engine.checkpoint.OwnCheckpoints.OwnState;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * R-CHECKPOINT without state transfer: signs what this replica has executed and committed, collects
 * what the others have signed, and tells the other roles what is stable, proven elsewhere, or wrong
 * here.
 */
public final class CheckpointCore implements Core<RoleMessage.ToCheckpointer> {

  private static final String NAME = "checkpointer";

  private final int interval;
  private final ReplicaSigner signer;
  private final CheckpointVotes votes;
  private final OwnCheckpoints own;
  private final Outputs outputs = new Outputs();

  /** The last slot at which the own state is known to be the group's. Never goes back. */
  private Slot stable = Slot.ZERO;

  /**
   * The newest proof, of a slot at or above {@link #stable}: what a peer that lags gets (R-STATUS).
   */
  private @Nullable StableProof newest;

  /** Whether the own state was found wrong: nothing is signed for it any more. */
  private boolean diverged;

  public CheckpointCore(GroupConfiguration group, ReplicaSigner signer) {
    this.interval = group.limits().checkpointInterval();
    this.signer = signer;
    this.votes = new CheckpointVotes(group);
    this.own = new OwnCheckpoints(group.limits().window() / interval + 1);
  }

  @Override
  public List<Output> on(RoleMessage.ToCheckpointer input, Timestamp now) {
    switch (input) {
      case RoleMessage.Received r -> onReceived(r.verified().sender(), r.verified().message());
      case SnapshotTaken s -> onSnapshotTaken(s);
      case Committed c -> onCommitted(c);
      case RoleMessage.ProofSeen(StableProof proof) -> onProofSeen(proof);
      case RoleMessage.NeedState n -> {}
      case RoleMessage.StateInstalled s -> {}
      case RoleMessage.TimerFired t -> {}
      case RoleMessage.Started s -> {}
    }
    return outputs.drain();
  }

  private void onReceived(Party sender, WireMessage message) {
    switch (message) {
      case Checkpoint c -> onCheckpoint(c);
      case StableProof p -> onStableProof(p);
      case Status s -> onStatus(sender, s);
      case PeerMessage other -> ignoreMisrouted(other);
      case ClientMessage other -> ignoreMisrouted(other);
      case ReplyMessage other -> ignoreMisrouted(other);
    }
  }

  private void ignoreMisrouted(WireMessage message) {
    outputs.ignore(NAME, message, "not for the checkpointer");
  }

  /** A state at or below one that is proven already is superseded: it is not even digested. */
  private void onSnapshotTaken(SnapshotTaken s) {
    requireMultiple(s.slot());
    if (!s.slot().isAfter(stable) || s.slot().isBefore(proven())) {
      return;
    }
    Digest state = s.state().get();
    own.executed(s.slot(), new OwnState(s.history(), state));
    outputs.tell(new CheckpointTaken(s.slot(), state));
    if (newest != null && newest.slot().equals(s.slot())) {
      compare(newest, s.history(), state);
    } else {
      sign(s.slot());
    }
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
    if (state == null || diverged) {
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
    OwnState state = own.stateAt(p.slot());
    if (state == null) {
      tellProven(p);
    } else {
      compare(p, state.history(), state.state());
    }
  }

  private void compare(StableProof p, Digest ownHistory, Digest ownState) {
    if (!p.history().equals(ownHistory)) {
      onHistoryDiverged(p, ownHistory);
    } else if (!p.state().equals(ownState)) {
      onStateDiverged(p, ownState);
    } else {
      onStable(p);
    }
  }

  private void onStable(StableProof p) {
    if (!p.slot().isAfter(stable)) {
      throw new IllegalStateException("stable at " + p.slot() + " after " + stable);
    }
    stable = p.slot();
    own.forgetUpTo(stable);
    outputs.tell(new Stabilized(p.slot(), p.history()));
    outputs.report(new Event.CheckpointStable(p.slot(), p.history(), p.state()));
  }

  /**
   * A primary lied to this replica: it takes the proven branch, and nobody is alarmed
   * (R-CHECKPOINT).
   */
  private void onHistoryDiverged(StableProof p, Digest ownHistory) {
    outputs.report(new Event.HistoryDiverged(p.slot(), ownHistory, p.history()));
    tellProven(p);
  }

  /**
   * The same prefix and another state: this replica's service or memory is wrong (R-CHECKPOINT).
   */
  private void onStateDiverged(StableProof p, Digest ownState) {
    diverged = true;
    outputs.report(new Event.StateDiverged(p.slot(), ownState, p.state()));
    outputs.tell(new StopAnswering(p.slot()));
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
