package io.weevil.actors.replica;

import io.weevil.engine.model.ReplicaId;

/**
 * A replica that has stopped because one of its roles failed: one that has lost track of its own
 * state must not go on voting.
 */
public final class ReplicaFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReplicaFailedException(ReplicaId replica, String role, Throwable cause) {
    super("replica " + replica.index() + " stops: its " + role + " failed: " + cause, cause);
  }
}
