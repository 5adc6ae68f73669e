package io.weevil.engine.role;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.SortedSet;

/** What happened, for operators, metrics and monitors. */
public sealed interface Event {

  /** A message had no effect, and why. Counted by (core, kind, reason). */
  record Ignored(String core, MessageKind kind, String reason) implements Event {}

  record TrackSwitched(Track track, Slot from, String reason) implements Event {}

  /** A replica has said nothing for a while although others have, or has come back. */
  record SilenceChanged(SortedSet<ReplicaId> silent) implements Event {}

  record NoConfidenceSigned(View view, Suspicion cause) implements Event {}

  /** {@code weak} replicas have signed NO-CONFIDENCE: at least one correct one. */
  record ConfidenceLost(View view, SortedSet<ReplicaId> signers) implements Event {}

  /** The primary signed two statements that contradict each other. */
  record PrimaryProvenFaulty(SignedHeader first, SignedHeader second) implements Event {}

  /** The primary signed a batch that holds a forged, repeated or misplaced request. */
  record BatchProvenFaulty(SignedHeader header, String fault) implements Event {}

  record CheckpointStable(Slot slot, Digest history, Digest state) implements Event {}

  /**
   * Equal histories, different states: this replica's service or memory is wrong. It stops
   * answering.
   */
  record StateDiverged(Slot slot, Digest own, Digest proven) implements Event {}

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
