package io.weevil.actors.configuration;

import io.weevil.engine.model.ReplicaId;
import java.time.Duration;

/**
 * One replica.
 *
 * @param address under which the others reach it
 * @param bind where it listens
 */
public record ReplicaSettings(
    ReplicaId id,
    KeyFile key,
    PeerAddress address,
    PeerAddress bind,
    TrackSettings track,
    TimerSettings timers,
    IngressSettings ingress) {

  /** How the track is chosen (R-TRACK). */
  public record TrackSettings(Mode mode, int windowSlots, double missedShare, int minMisses) {

    /** Zyzzyva, PBFT, or whichever pays. */
    public enum Mode {
      SPECULATIVE,
      AGREED,
      ADAPTIVE
    }
  }

  /** When a replica grows impatient, and what it keeps for others. */
  public record TimerSettings(
      Duration batchDelay,
      Duration request,
      Duration hole,
      int holeAttempts,
      Duration voteExchange,
      Duration statusPeriod,
      Duration silentAfter,
      int archiveSlots,
      long archiveBytes) {}

  /**
   * The door.
   *
   * @param parallelism actors that authenticate messages of replicas, and as many for clients
   * @param queue messages that may wait at each
   */
  public record IngressSettings(int parallelism, int queue) {}
}
