package io.weevil.engine.role;

/**
 * Waits with what could be sent until those that are ready have had their turn, so that what they
 * add travels with it: a client's calls (R-CLIENT), a primary's requests (R-ORDER). As long as each
 * turn brings more, another is given. No time passes in which nobody has anything to do.
 */
public final class Gathering {

  private final Outputs out;
  private final RoleMessage turn;
  private boolean asked;

  /** How many waited at the last turn. */
  private int before;

  /**
   * @param turn asks the actor for a turn: it comes back when everybody who is ready now has run
   */
  public Gathering(Outputs out, RoleMessage turn) {
    this.out = out;
    this.turn = turn;
  }

  /** Something could be sent. */
  public void begin(int waiting) {
    if (!asked) {
      ask(waiting);
    }
  }

  private void ask(int waiting) {
    asked = true;
    before = waiting;
    out.tell(turn);
  }

  /** A turn is over; whether to send now. */
  public boolean isOver(int waiting) {
    asked = false;
    if (waiting > before) {
      ask(waiting);
    }
    return !asked;
  }
}
