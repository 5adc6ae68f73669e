package io.weevil.engine.role;

import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.SortedMap;
import java.util.SortedSet;

/** What happened, for operators, metrics and monitors. */
public sealed interface Event {

  /** A message had no effect, and why. Counted by (core, kind, reason). */
  record Ignored(String core, MessageKind kind, String reason) implements Event {}

  record TrackSwitched(Track track, Slot from, String reason) implements Event {}

  /** A replica has said nothing for a while although others have, or has come back. */
  record SilenceChanged(SortedSet<ReplicaId> silent) implements Event {}

  /**
   * This replica cannot vouch for everything it ever signed: it follows, signs nothing, and counts
   * as faulty (R-LEARN).
   */
  record Learning() implements Event {}

  record NoConfidenceSigned(View view, Suspicion cause) implements Event {}

  /** {@code weak} replicas have signed NO-CONFIDENCE: at least one correct one. */
  record ConfidenceLost(View view, SortedSet<ReplicaId> signers) implements Event {}

  /**
   * This replica takes no more part in {@code left} and has sent VIEW-CHANGE for {@code target}.
   */
  record ViewLeft(View left, View target) implements Event {}

  /**
   * This replica works in a new view.
   *
   * @param log the last slot of the log that the view begins with
   */
  record ViewInstalled(View view, ReplicaId primary, Slot log) implements Event {}

  /** The log that the view began with is committed in it. */
  record ViewStarted(View view) implements Event {}

  /**
   * Slots above {@code kept} that this replica had executed lost against the new view's log: their
   * effects are undone (R-INSTALL).
   *
   * @param executed up to this slot
   */
  record RolledBack(View view, Slot executed, Slot kept) implements Event {}

  /** The primary of {@code view} signed two NEW-VIEWs for it. */
  record SecondNewView(View view) implements Event {}

  /** The primary signed two statements that contradict each other. */
  record PrimaryProvenFaulty(SignedHeader first, SignedHeader second) implements Event {}

  /** The primary signed a batch that holds a forged, repeated or misplaced request. */
  record BatchProvenFaulty(SignedHeader header, String fault) implements Event {}

  /**
   * Statements that prove their signer faulty to anyone (R-EVIDENCE). Told once of each replica and
   * kind.
   */
  record EvidenceFound(ReplicaId accused, Evidence evidence) implements Event {}

  record CheckpointStable(Slot slot, Digest history, Digest state) implements Event {}

  /**
   * Equal histories, different states: this replica's service or memory is wrong. It stops
   * answering.
   */
  record StateDiverged(Slot slot, Digest own, Digest proven) implements Event {}

  /**
   * So many members have signed different states at this slot that no {@code certify} can agree any
   * more: it never becomes stable, and ordering ends with the window (R-CHECKPOINT).
   *
   * @param states what each member signed
   */
  record CheckpointUndecided(Slot slot, SortedMap<ReplicaId, Digest> states) implements Event {}

  /**
   * A state is being fetched from the others (R-STATE). Reported at a bounded rate.
   *
   * @param slot the checkpoint's
   * @param received chunks that are here and verified
   * @param total chunks in all; 0 while nobody has said
   */
  record StateTransferProgress(Slot slot, long received, long total) implements Event {}

  /** A member sent what is not the proven state: nothing more of this transfer is taken from it. */
  record StateSenderBanned(ReplicaId sender, Slot slot, String reason) implements Event {}

  /**
   * A state could not be kept, for this replica or for others: no room in its folder, say. Tried
   * again.
   */
  record StateStoreFailed(Slot slot, String reason) implements Event {}

  /** A fetched state has taken the place of the own one: this replica goes on from this slot. */
  record StateInstalled(Slot slot, Digest state) implements Event {}

  /**
   * This replica holds a branch that the group did not take: a primary lied to it. It stops voting
   * at or below its last slot.
   */
  record HistoryDiverged(Slot slot, Digest own, Digest proven) implements Event {}

  /** The group's log no longer reaches back to where this replica is: it needs state transfer. */
  record LeftBehind(Slot accepted, Slot stable) implements Event {}

  /** Slots that this replica lacked have arrived, up to this one. */
  record CaughtUp(Slot accepted) implements Event {}

  /** An operation made the service throw: answered with an error result on every replica alike. */
  record OperationFailed(OperationId operation, String failure) implements Event {}
}
