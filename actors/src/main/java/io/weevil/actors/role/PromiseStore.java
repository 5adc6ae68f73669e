package io.weevil.actors.role;

import io.weevil.engine.role.Promise;

/**
 * Keeps what a replica has bound itself to (R-DURABLE). Any thread may call it.
 *
 * <p>None that lasts exists yet: a replica that restarts has forgotten what it promised and must
 * not vote under its old key (R-LEARN).
 */
@FunctionalInterface
public interface PromiseStore {

  /** Keeps nothing. */
  PromiseStore NONE = promise -> {};

  /** Returns when the promise is kept: what it promises may then leave. */
  void store(Promise promise);
}
