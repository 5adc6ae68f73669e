package io.weevil.engine.role;

import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;

/** Names a timer of a core; value equality. Each core has its own. */
public sealed interface TimerKey {

  /** The primary's. */
  sealed interface OfPrimary extends TimerKey {}

  /** The backup's. */
  sealed interface OfBackup extends TimerKey {}

  /** The view-change manager's. */
  sealed interface OfViewChangeManager extends TimerKey {}

  /** The checkpointer's. */
  sealed interface OfCheckpointer extends TimerKey {}

  /** The client's. */
  sealed interface OfClient extends TimerKey {}

  // Primary

  /** A batch waits for more requests no longer than this. */
  record BatchDelay() implements OfPrimary {}

  // Backup

  /** A relayed or asked-again request is not committed in time (R-SUSPECT). */
  record RequestPending(OperationId operation) implements OfBackup {}

  /** A hole is not filled in time (R-HOLE, R-SUSPECT). */
  record Hole() implements OfBackup {}

  /** The lowest vote-exchanging slot is not committed in time (R-EXCHANGE, R-SUSPECT). */
  record VoteExchange(Slot slot) implements OfBackup {}

  /** The next batch's timestamp lies ahead of the clock (R-ACCEPT-5). */
  record ClockHold() implements OfBackup {}

  /** Batches of a new view's log that are lacking were asked for (R-INSTALL, R-HOLE). */
  record Fetching() implements OfBackup {}

  /** The slow period of R-STATUS. */
  record StatusPeriod() implements OfBackup {}

  // View-change manager

  /** {@code viewChange} replicas want this view, and it has not started in time (R-SUSPECT). */
  record NewViewPending(View view) implements OfViewChangeManager {}

  // Checkpointer

  /** Chunks of a state that were asked for and have not come are asked for again (R-STATE). */
  record StateRetry() implements OfCheckpointer {}

  /** A new period begins of what peers may be sent of a state (R-STATE). */
  record StateServing() implements OfCheckpointer {}

  // Client

  /** All replicas could have answered speculatively by now (R-CLIENT-2). */
  record FastPath(long number) implements OfClient {}

  /** Time to send the request to all replicas (R-CLIENT-4). */
  record Retransmission(long number) implements OfClient {}

  /**
   * A read that has not ended without ordering is to be ordered (R-READ). Reads have numbers of
   * their own.
   */
  record ReadTimeout(long number) implements OfClient {}

  /** The caller is told what is known. */
  record Deadline(long ticket) implements OfClient {}

  /** Time to introduce the client again. */
  record Introduction() implements OfClient {}
}
