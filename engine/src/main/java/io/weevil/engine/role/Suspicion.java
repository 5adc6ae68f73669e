package io.weevil.engine.role;

import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Slot;

/** Why a replica has lost confidence in its primary (R-SUSPECT). */
public sealed interface Suspicion {

  record RequestTimedOut(OperationId operation) implements Suspicion {}

  record HoleNotFilled(Slot slot) implements Suspicion {}

  record SlotNotCommitted(Slot slot) implements Suspicion {}

  /** The new view does not start in time. */
  record ViewNotStarted() implements Suspicion {}

  record PrimaryFaulty(String fault) implements Suspicion {}

  /**
   * The group has proven another history than this replica's at the slot, or the primary goes on
   * from another: it lied to this replica, or its view is over. That proves nothing of it.
   */
  record OtherHistory(Slot slot) implements Suspicion {}
}
