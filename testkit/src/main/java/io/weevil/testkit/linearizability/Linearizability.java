package io.weevil.testkit.linearizability;

import java.util.Collection;
import java.util.function.Function;

/** The checker, as an assertion. */
public final class Linearizability {

  private Linearizability() {}

  /**
   * Checks that one order of the calls explains all that their callers were told.
   *
   * @throws AssertionError when none does: what can be explained, and what is left over
   */
  public static <S, O, R> void assertLinearizable(
      Collection<Call<O, R>> history, Model<S, O, R> model) {
    require(LinearizabilityChecker.check(model, history));
  }

  /**
   * As {@link #assertLinearizable(Collection, Model)}, object by object.
   *
   * @param object which of several independent objects an operation is for
   */
  public static <S, O, R, K> void assertLinearizable(
      Collection<Call<O, R>> history, Model<S, O, R> model, Function<O, K> object) {
    require(LinearizabilityChecker.check(model, history, object));
  }

  private static <O, R> void require(Verdict<O, R> verdict) {
    if (verdict instanceof Verdict.NotLinearizable<O, R> wrong) {
      throw new AssertionError(wrong.toString());
    }
  }
}
