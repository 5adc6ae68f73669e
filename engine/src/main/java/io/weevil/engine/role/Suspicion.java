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
}
