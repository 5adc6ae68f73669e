package io.weevil.engine.role;

import io.weevil.engine.model.Timestamp;
import java.time.Duration;

/**
 * A replica that itself stood still while a timer ran (a paused process, a long stop of its
 * machine) has no cause for suspicion: the time says nothing about the primary, and the timer
 * starts anew. But one that is always late, because more comes than it can do, has to suspect a
 * dead primary some day. So there is one of these for each wait, and it excuses only so often in a
 * row (R-SUSPECT).
 */
public final class Stalls {

  /** Timers that may run out late, one after the other, before they count. */
  public static final int MAX = 8;

  private int inARow;

  /**
   * A timer of the wait has run out; whether that is to be excused.
   *
   * @param since when it was started
   * @param timer how long it was to run
   */
  public boolean excuse(Timestamp since, Duration timer, Timestamp now) {
    boolean late = now.since(since).compareTo(timer.plus(timer.dividedBy(2))) > 0;
    inARow = late ? inARow + 1 : 0;
    return late && inARow <= MAX;
  }
}
