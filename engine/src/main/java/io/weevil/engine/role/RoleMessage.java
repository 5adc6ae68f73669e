package io.weevil.engine.role;

import io.weevil.engine.authentication.Verified;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.StateSource;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What goes into the cores of a node: messages from outside, timers, and what its roles tell each
 * other. Messages between two roles arrive in the order in which they were told.
 */
public sealed interface RoleMessage {

  /** To the primary, while this node leads. */
  sealed interface ToPrimary extends RoleMessage {}

  /** To the backup, which owns view and log. */
  sealed interface ToBackup extends RoleMessage {}

  /** To the executor, which owns state machine, snapshots and replies. */
  sealed interface ToExecutor extends RoleMessage {}

  sealed interface ToCheckpointer extends RoleMessage {}

  sealed interface ToViewChangeManager extends RoleMessage {}

  /** To the auditor, which looks for evidence in all that is signed. */
  sealed interface ToAuditor extends RoleMessage {}

  /** To whoever called the client. */
  sealed interface ToCaller extends RoleMessage {}

  /** A verified message from outside; which role gets it is {@link Routing}'s business. */
  record Received(Verified<? extends WireMessage> verified)
      implements ToPrimary, ToBackup, ToExecutor, ToCheckpointer, ToViewChangeManager, ToAuditor {}

  /** A timer of this core has run out. */
  record TimerFired(TimerKey key)
      implements ToPrimary, ToBackup, ToExecutor, ToCheckpointer, ToViewChangeManager {}

  /** The first input of every core: start periodic timers, say hello. */
  record Started()
      implements ToPrimary, ToBackup, ToExecutor, ToCheckpointer, ToViewChangeManager {}

  /**
   * An ORDER-REQ with an authentic header whose batch this replica cannot vouch for (R-ACCEPT-4).
   *
   * @param fault what is wrong with which request
   * @param provable whether a third party would agree that no correct primary orders this: a forged
   *     signature, yes; a MAC that is wrong at this replica, no
   */
  record FaultyBatch(Verified<PeerMessage.OrderReq> verified, String fault, boolean provable)
      implements ToBackup, ToAuditor {}

  // backup → primary

  /**
   * This node leads a view from now on: order from the slot after {@code last} (R-INSTALL).
   *
   * @param last of the log that the view begins with
   * @param history at {@code last}
   * @param timestamp of the batch there: the next one's is not below it
   * @param clients each client's place in its order after {@code last}; the receiver's own
   */
  record Lead(
      View view,
      Slot last,
      Digest history,
      Timestamp timestamp,
      Map<Digest, ClientPosition> clients,
      Slot stable)
      implements ToPrimary {}

  /** This node's view is over: order nothing more in it. */
  record Retire() implements ToPrimary {}

  /** A client's authentic request that waited here for a view that this node leads. */
  record HandOver(Request request) implements ToPrimary {}

  /** How far this node is; {@code executed ≤ accepted}. Sent whenever one of them moves. */
  record Progress(Slot accepted, Slot executed, Slot committed, Slot stable) implements ToPrimary {}

  /** A client needed its second phase, or a retransmission, for one of its requests (R-TRACK). */
  record FastPathMissed(ClientId client) implements ToPrimary {}

  /**
   * From the primary to itself, to come back when everybody who is ready now has run: requests that
   * have reached this node together are ordered together (R-ORDER).
   */
  record RequestsGathered() implements ToPrimary {}

  /** The replicas that have been silent while others spoke (R-TRACK). */
  record Silent(SortedSet<ReplicaId> replicas) implements ToPrimary {}

  // primary → backup

  /** This node's own ORDER-REQ. */
  record Proposed(PeerMessage.OrderReq orderReq) implements ToBackup {}

  /** A request that was ordered before has been asked again: to be answered from what is known. */
  record AskedAgain(Request request) implements ToBackup {}

  /** A request that came while this node does not lead. */
  record NotLed(Request request) implements ToBackup {}

  // backup → executor

  /**
   * Execute a slot: the next one, always.
   *
   * @param grade SPECULATIVE, or CERTIFIED on the agreed track
   * @param vote this replica's; null where there is none of this view
   * @param header null where the slot came without one
   */
  record Execute(
      View view,
      Slot slot,
      Digest history,
      Batch batch,
      Grade grade,
      @Nullable SignedVote vote,
      @Nullable SignedHeader header)
      implements ToExecutor {}

  /**
   * What the replies of today may claim: slots up to {@code certified} have a certificate of {@code
   * view}, slots up to {@code committed} are committed, and {@code acknowledged} is the highest
   * slot for which COMMIT, LOCAL-COMMIT or CERTIFIED was sent.
   */
  record Standing(View view, Slot certified, Slot committed, Slot acknowledged)
      implements ToExecutor {}

  /**
   * The replica is frozen (R-FROZEN): nothing is certified or read until the next {@link Standing}
   * of a new view; what it signed before may be said again.
   */
  record Freeze(View view) implements ToExecutor {}

  /**
   * Go back to the state at this slot, of which there is a snapshot, and execute from there
   * (R-INSTALL).
   */
  record Rollback(Slot to) implements ToExecutor {}

  /**
   * Answer an executed request again, with the full result. Nothing is said when it is not in the
   * reply cache.
   */
  record AnswerAgain(ClientId client, long number) implements ToExecutor {}

  /** Execute a read once everything up to {@code after} is executed (R-READ). */
  record Read(Request request, Slot after) implements ToExecutor {}

  /**
   * Put this state, which the group has proven, in the place of the own one (R-STATE). It stands in
   * the stream of {@link Execute}s: what was told before it is executed before, and is then gone.
   *
   * @param source of the state's bytes, complete and verified; the executor discards it
   */
  record InstallState(PeerMessage.StableProof proof, StateSource source) implements ToExecutor {}

  // executor → backup

  record Executed(Slot slot) implements ToBackup {}

  // executor → backup, checkpointer

  /**
   * The proven state is this replica's own now: exactly {@code proof}'s slot is executed.
   *
   * @param timestamp the service's clock after that slot
   * @param clients by client key: its newest incarnation and the last number executed in it
   */
  record StateInstalled(
      PeerMessage.StableProof proof, Timestamp timestamp, Map<Digest, ClientPosition> clients)
      implements ToBackup, ToCheckpointer {
    public StateInstalled {
      clients = Map.copyOf(clients);
    }
  }

  // executor → checkpointer

  /**
   * The state at a multiple of K.
   *
   * @param state whose digest is D; reading through it may take long
   */
  record SnapshotTaken(Slot slot, Digest history, Snapshot state) implements ToCheckpointer {}

  // backup → checkpointer

  /** The committed prefix of the log has grown to this slot, a multiple of K. */
  record Committed(Slot slot, Digest history) implements ToCheckpointer {}

  /**
   * Fetch the state of the newest checkpoint at or above this slot that the group has proven
   * (R-STATE). Said again, it changes nothing.
   */
  record NeedState(Slot atLeast) implements ToCheckpointer {}

  // checkpointer → backup

  /** A newer proof of a checkpoint than all before: what VIEW-CHANGEs show. */
  record ProofFound(PeerMessage.StableProof proof) implements ToBackup {}

  // checkpointer → backup, executor

  /** This replica's own state at this slot is stable: drop what lies at or below it. */
  record Stabilized(Slot slot, Digest history) implements ToBackup, ToExecutor {}

  /** The group has proven a checkpoint that this replica has not reached. */
  record Proven(Slot slot, Digest history, Digest state) implements ToBackup {}

  /** This replica has digested its own state at this slot. */
  record CheckpointTaken(Slot slot, Digest state) implements ToBackup {}

  /** This replica's state is wrong: say nothing more to clients (R-CHECKPOINT). */
  record StopAnswering(Slot slot) implements ToBackup, ToExecutor {}

  // checkpointer → backup

  /**
   * The proven state is here, complete and verified. Also without {@link NeedState}, when the own
   * state is wrong (R-CHECKPOINT).
   *
   * @param source now the receiver's, to hand on in {@link InstallState} or to discard
   */
  record StateFetched(PeerMessage.StableProof proof, StateSource source) implements ToBackup {}

  // backup → view-change manager

  record Suspect(View view, Suspicion cause) implements ToViewChangeManager {}

  /**
   * The backup is frozen for {@code target}.
   *
   * @param report what its VIEW-CHANGE shows
   */
  record Frozen(View target, LogReport report) implements ToViewChangeManager {}

  /** The backup works in {@code view}: the log that it begins with is in place. */
  record Installed(View view) implements ToViewChangeManager {}

  /** The log that {@code view} began with is committed in it: the view has started. */
  record ViewStarted(View view) implements ToViewChangeManager {}

  /** A checkpoint has become stable here: the view makes progress (R-SUSPECT). */
  record Progressed() implements ToViewChangeManager {}

  // auditor → backup

  /**
   * This replica is proven faulty, to anyone (R-EVIDENCE).
   *
   * @param fault what it signed, for people
   */
  record ProvenFaulty(ReplicaId accused, String fault) implements ToBackup {}

  // view-change manager → backup

  /** A NEW-VIEW shows this proof of a checkpoint: the base of its log. */
  record ProofSeen(PeerMessage.StableProof proof) implements ToBackup, ToCheckpointer {}

  /** Take no more part in views below {@code target} (R-VIEW-CHANGE). */
  record LeaveView(View target) implements ToBackup {}

  /**
   * Work in {@code view}, for which the backup is frozen, once the log that it begins with is here
   * (R-INSTALL).
   *
   * @param base the greatest checkpoint proven in the NEW-VIEW
   * @param log contains {@code base} and the new log, and may go on
   * @param end the last slot of the new log
   * @param doublings how often the time-outs of the view are doubled
   */
  record EnterView(View view, Slot base, HistoryChain log, Slot end, int doublings)
      implements ToBackup {}

  // client → caller

  /** The one end of the operation submitted under {@code ticket}. */
  record Ended(long ticket, CallOutcome outcome) implements ToCaller {}

  /**
   * Call back (with {@code ClientInput.Gathered}) once everybody who is ready now has run: what
   * they submit goes into the same request.
   */
  record Gather() implements ToCaller {}

  /** A replica's answer to a query of this client. */
  record StatusReported(ReplicaId replica, ReplyMessage.StatusReport report) implements ToCaller {}
}
