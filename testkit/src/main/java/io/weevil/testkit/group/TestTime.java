package io.weevil.testkit.group;

import io.weevil.engine.model.Timestamp;
import io.weevil.testkit.world.VirtualTime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The time of a group, which stands still but for what a test lets pass. */
public final class TestTime {

  private final VirtualTime time;

  TestTime(VirtualTime time) {
    this.time = time;
  }

  /** Lets everything happen that happens within {@code duration}. */
  public void pass(Duration duration) {
    time.pass(duration);
  }

  /**
   * Lets time pass until {@code condition} holds, from one happening to the next.
   *
   * @throws AssertionError when it does not hold within {@code limit}
   */
  public void runUntil(BooleanSupplier condition, Duration limit) {
    if (!happens(condition, limit)) {
      throw new AssertionError(
          "what is waited for has not happened within "
              + limit
              + " of virtual time, at "
              + elapsed());
    }
  }

  /** As {@link #runUntil}; returns whether the condition holds. */
  public boolean happens(BooleanSupplier condition, Duration within) {
    return time.runUntil(condition, within);
  }

  /** Since the group was made. */
  public Duration elapsed() {
    return time.elapsed();
  }

  /** What a clock that is right shows. */
  public Timestamp now() {
    return time.now();
  }

  /** A digest of all that has happened so far: equal in two runs if they took the same steps. */
  public String fingerprint() {
    return time.fingerprint().toString();
  }
}
