package io.weevil.testkit.monitor;

import java.time.Duration;

/**
 * Something that must not be.
 *
 * @param what it is, for people
 * @param when it was found, since the group's beginning
 */
public record Violation(Invariant invariant, String what, Duration when) {

  @Override
  public String toString() {
    return "%s after %d ms: %s (%s)".formatted(invariant, when.toMillis(), what, invariant.words());
  }
}
