package io.weevil.engine.service;

import java.io.IOException;
import java.io.InputStream;

/**
 * The service that is replicated. It must be deterministic: the same operations in the same order
 * give the same results and the same snapshot bytes on every replica. No clock but {@link
 * OperationContext#timestamp}, no randomness, no threads of its own, no iteration over hash-ordered
 * collections, no I/O.
 *
 * <p>All methods but {@link Snapshot#writeTo} are called by one thread at a time.
 *
 * @param <O> operations
 * @param <R> results
 */
public interface StateMachine<O, R> {

  /**
   * Executes an operation. An exception becomes an error result, the same on every replica, so it
   * must be as deterministic as a result, and thrown before the state is changed. An {@link Error}
   * stops the replica.
   */
  R apply(OperationContext context, O operation);

  /**
   * Answers an operation without changing the state (R-READ). May throw {@link
   * UnsupportedOperationException} for an operation that is not a read: the client then has it
   * ordered.
   */
  R read(O operation);

  /**
   * The state now. Cheap: persistent collections, or copy on write. It must not change when later
   * operations are applied.
   */
  Snapshot snapshot();

  /** Goes back, or on, to a snapshot that this service took or read. */
  void restore(Snapshot snapshot);

  /**
   * Reads what a snapshot of this or another replica wrote (R-STATE), without changing the state.
   * What the snapshot then writes are the same bytes again. They may be more than memory holds
   * twice: read them as they come.
   *
   * @param in the bytes, and nothing behind them: read to the end; need not be closed
   * @throws IOException when they are not a state of this service. Whatever is thrown stops the
   *     replica: the group has proven this state, so this replica's service is not the others'
   */
  Snapshot readSnapshot(InputStream in) throws IOException;
}
