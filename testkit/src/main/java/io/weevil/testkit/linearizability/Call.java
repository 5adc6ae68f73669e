package io.weevil.testkit.linearizability;

import org.jspecify.annotations.Nullable;

/**
 * One call of a history. Times are of one clock, in any unit; two calls are concurrent unless one
 * has returned before the other was made, and at equal times they are.
 *
 * @param caller names who made it, for people
 * @param result null where the outcome is unknown: it may have happened at any time after the call,
 *     or may never happen
 * @param returned not before {@code called}; of no meaning where the outcome is unknown
 */
public record Call<O, R>(
    String caller, O operation, @Nullable R result, long called, long returned) {

  public Call {
    if (result != null && returned < called) {
      throw new IllegalArgumentException(
          "a call made at " + called + " cannot have returned at " + returned);
    }
  }

  /** A call whose caller knows what became of it. */
  public static <O, R> Call<O, R> ended(
      String caller, O operation, R result, long called, long returned) {
    return new Call<>(caller, operation, result, called, returned);
  }

  /** A call whose caller does not know whether it has happened. */
  public static <O, R> Call<O, R> unknown(String caller, O operation, long called) {
    return new Call<>(caller, operation, null, called, Long.MAX_VALUE);
  }

  @Override
  public String toString() {
    return result == null
        ? "%s: %s at %d, outcome unknown".formatted(caller, operation, called)
        : "%s: %s at %d … %d told %s".formatted(caller, operation, called, returned, result);
  }
}
