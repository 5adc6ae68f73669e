package io.weevil.engine.role;

import io.weevil.engine.message.Outcomes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;

/** How an operation ended for its caller (R-CLIENT): exactly one of these, once. */
public sealed interface CallOutcome {

  /**
   * It was executed, and the group vouches for what became of it.
   *
   * @param outcome the service's result, or that the service threw
   * @param grade of the evidence
   * @param slot where it was ordered; of a read, the latest slot that the answer takes into account
   * @param history the history at that slot
   */
  record Done(Outcomes.Outcome outcome, Grade grade, Slot slot, Digest history)
      implements CallOutcome {}

  /**
   * It was never sent, so it is not and will not be executed.
   *
   * @param why what is wrong, and what to do
   */
  record Rejected(String why) implements CallOutcome {}

  /**
   * It was sent, and may or may not have been executed, or may yet be.
   *
   * @param known what is known, and what to do
   */
  record Unknown(String known) implements CallOutcome {}
}
