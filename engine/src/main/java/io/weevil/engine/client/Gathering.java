package io.weevil.engine.client;

import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;

/**
 * Waits with what could be sent until the callers that are ready have had their turn, so that one
 * request carries what they submit: those that were answered together submit together. As long as
 * each turn brings more, another is given. No time passes in which nobody has anything to do.
 */
final class Gathering {

  private final Outputs out;
  private boolean asked;

  /** Calls that waited at the last turn. */
  private int before;

  Gathering(Outputs out) {
    this.out = out;
  }

  /** Something could be sent. */
  void begin(int waiting) {
    if (!asked) {
      ask(waiting);
    }
  }

  private void ask(int waiting) {
    asked = true;
    before = waiting;
    out.tell(new RoleMessage.Gather());
  }

  /** A turn is over; whether to send now. */
  boolean isOver(int waiting) {
    asked = false;
    if (waiting > before) {
      ask(waiting);
    }
    return !asked;
  }
}
