package io.weevil.apps.bench.attack;

import io.weevil.engine.model.ReplicaId;
import java.util.Locale;
import java.util.Optional;

/** What is done to the group while it is measured. */
public enum Attack {
  NONE,

  /** A backup is killed. */
  DEAD_BACKUP,

  /** A backup hears everything and says nothing. */
  SILENT_BACKUP,

  /** All that a backup says is {@link AttackingTransport#SLOWNESS} late. */
  SLOW_BACKUP,

  /** The first primary orders, {@link AttackingTransport#DELAY} late: under the request timer. */
  DELAYING_PRIMARY,

  /** A client sends requests that are not authentic to all replicas. */
  FLOODING_CLIENT,

  /** A backup sends the other replicas messages that are not authentic. */
  FLOODING_REPLICA;

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The replica that attacks, or is dead.
   *
   * @param n how many replicas there are
   */
  public Optional<ReplicaId> replica(int n) {
    return switch (this) {
      case NONE, FLOODING_CLIENT -> Optional.empty();
      case DELAYING_PRIMARY -> Optional.of(new ReplicaId(0));
      case DEAD_BACKUP, SILENT_BACKUP, SLOW_BACKUP, FLOODING_REPLICA ->
          Optional.of(new ReplicaId(n - 1));
    };
  }

  /** Whether that replica says nothing, not even in what state it is. */
  public boolean isMute() {
    return this == DEAD_BACKUP || this == SILENT_BACKUP;
  }
}
