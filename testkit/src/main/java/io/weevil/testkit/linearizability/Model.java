package io.weevil.testkit.linearizability;

/**
 * What a service does when it does one thing after the other: a pure function.
 *
 * @param <S> states: immutable, with value equality
 * @param <O> operations
 * @param <R> results, with value equality
 */
public interface Model<S, O, R> {

  /** The state before the first operation. */
  S initial();

  /** What {@code operation} does in {@code state}. Must always say the same of the same. */
  Step<S, R> step(S state, O operation);

  /**
   * @param next the state after the operation
   * @param result what its caller is told
   */
  record Step<S, R>(S next, R result) {}
}
