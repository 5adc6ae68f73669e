package io.weevil.engine.checkpoint;

import io.weevil.engine.checkpoint.StateTransfer.Arrival;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage.StateFetched;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.state.StateStore;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which proven state is fetched, one at a time (R-STATE). A transfer goes on while newer
 * states are proven, or a busy group would never let it end; it gives way to the newest when nobody
 * serves the old one any more.
 */
final class StateFetcher {

  private final StateStore store;
  private final List<ReplicaId> peers;
  private final TransferPolicy policy;
  private final Outputs outputs;

  /** What is wanted and not yet begun: the state at this slot or a later one; zero for nothing. */
  private Slot wanted = Slot.ZERO;

  /** At or below this slot nothing is wanted. */
  private Slot stable = Slot.ZERO;

  /** The last state that was handed over, and when: it is not fetched again at once. */
  private Slot handed = Slot.ZERO;

  private Timestamp handedAt = Timestamp.ZERO;

  private @Nullable StableProof newest;
  private @Nullable StateTransfer transfer;
  private Timestamp reported = Timestamp.ZERO;
  private int reportedChunks;

  StateFetcher(StateStore store, List<ReplicaId> peers, TransferPolicy policy, Outputs outputs) {
    this.store = store;
    this.peers = peers;
    this.policy = policy;
    this.outputs = outputs;
  }

  /** The state at this slot or a later one is wanted. */
  void need(Slot atLeast, Timestamp now) {
    if (transfer == null
        && atLeast.isAfter(Slot.max(stable, wanted))
        && !isBeingInstalled(atLeast, now)) {
      wanted = atLeast;
      beginWanted(now);
    }
  }

  /** Whether it was handed over just now. Whoever wants it a good while later has dropped it. */
  private boolean isBeingInstalled(Slot slot, Timestamp now) {
    return !slot.isAfter(handed) && now.since(handedAt).compareTo(policy.stall()) < 0;
  }

  /** A state that was handed over is the own one now, and no other is on its way. */
  void onInstalled(Slot slot) {
    handed = Slot.ZERO;
    onStable(slot);
  }

  /** A proof newer than all before. */
  void onProof(StableProof proof, Timestamp now) {
    newest = proof;
    beginWanted(now);
  }

  /** The own state at this slot is the group's: what was wanted up to it is not any more. */
  void onStable(Slot slot) {
    stable = Slot.max(stable, slot);
    if (!wanted.isAfter(slot)) {
      wanted = Slot.ZERO;
    }
    if (transfer != null && !transfer.slot().isAfter(slot)) {
      abandon(transfer);
    }
  }

  /** Whether this completed the state, which is then handed over. */
  boolean onChunk(ReplicaId sender, StateChunk m, Timestamp now) {
    if (transfer == null || !transfer.slot().equals(m.slot())) {
      outputs.ignore(CheckpointCore.NAME, m, "no state at this slot is being fetched");
      return false;
    }
    try {
      return onChunk(transfer, sender, m, now);
    } catch (UncheckedIOException failure) {
      onStoreFailed(transfer.slot(), failure);
      wanted = transfer.slot();
      abandon(transfer);
      return false;
    }
  }

  private boolean onChunk(StateTransfer current, ReplicaId sender, StateChunk m, Timestamp now) {
    switch (current.onChunk(sender, m, now)) {
      case Arrival.Stored(boolean complete) when complete -> {
        handOver(current, now);
        return true;
      }
      case Arrival.Stored stored -> {}
      case Arrival.Ignored(String reason) -> outputs.ignore(CheckpointCore.NAME, m, reason);
      case Arrival.Banned(String reason) ->
          outputs.report(new Event.StateSenderBanned(sender, m.slot(), reason));
    }
    current.askAll(now, outputs::send);
    return false;
  }

  private void handOver(StateTransfer complete, Timestamp now) {
    report(complete);
    handed = complete.slot();
    handedAt = now;
    transfer = null;
    outputs.stopTimer(new TimerKey.StateRetry());
    outputs.tell(new StateFetched(complete.proof(), complete.file()));
  }

  void onRetry(Timestamp now) {
    if (transfer == null) {
      beginWanted(now);
      return;
    }
    if (newest != null && newest.slot().isAfter(transfer.slot()) && transfer.isStalled(now)) {
      transfer.file().discard();
      begin(newest, now);
      return;
    }
    transfer.onRetry(now);
    transfer.askAll(now, outputs::send);
    reportNowAndThen(transfer, now);
    startRetryTimer();
  }

  private void beginWanted(Timestamp now) {
    if (transfer == null
        && newest != null
        && wanted.isAfter(Slot.ZERO)
        && !newest.slot().isBefore(wanted)) {
      begin(newest, now);
    }
  }

  private void begin(StableProof proof, Timestamp now) {
    startRetryTimer();
    try {
      transfer = new StateTransfer(proof, store.create(proof.slot()), peers, policy, now);
    } catch (UncheckedIOException failure) {
      transfer = null;
      wanted = proof.slot();
      onStoreFailed(proof.slot(), failure);
      return;
    }
    wanted = Slot.ZERO;
    reported = now;
    report(transfer);
    transfer.askAll(now, outputs::send);
  }

  /** Until the store works again, each retry begins anew. */
  private void onStoreFailed(Slot slot, UncheckedIOException failure) {
    outputs.report(new Event.StateStoreFailed(slot, String.valueOf(failure.getMessage())));
  }

  private void abandon(StateTransfer current) {
    current.file().discard();
    transfer = null;
    if (wanted.equals(Slot.ZERO)) {
      outputs.stopTimer(new TimerKey.StateRetry());
    }
  }

  private void startRetryTimer() {
    outputs.startTimer(new TimerKey.StateRetry(), policy.retry());
  }

  private void reportNowAndThen(StateTransfer current, Timestamp now) {
    if (current.received() != reportedChunks
        && now.since(reported).compareTo(policy.reportEvery()) >= 0) {
      reported = now;
      report(current);
    }
  }

  private void report(StateTransfer current) {
    reportedChunks = current.received();
    outputs.report(
        new Event.StateTransferProgress(current.slot(), current.received(), current.total()));
  }
}
