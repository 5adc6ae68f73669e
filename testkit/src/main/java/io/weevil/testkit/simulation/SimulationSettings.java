package io.weevil.testkit.simulation;

import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import io.weevil.engine.quorum.Quorums;

/** What a simulated group is made of. */
public record SimulationSettings(
    Quorums quorums,
    RequestAuthentication authentication,
    Limits limits,
    ReplicaTimers timers,
    BatchPolicy batches,
    TrackGovernor.Settings track,
    ClientTimers clientTimers,
    ClientLimits clientLimits) {

  /** The defaults, for a group of this f and c. */
  public static SimulationSettings of(int f, int c) {
    return new SimulationSettings(
        new Quorums(f, c),
        RequestAuthentication.SIGNATURE,
        Limits.DEFAULT,
        ReplicaTimers.DEFAULT,
        BatchPolicy.DEFAULT,
        TrackGovernor.Settings.DEFAULT,
        ClientTimers.DEFAULT,
        ClientLimits.DEFAULT);
  }

  public SimulationSettings with(RequestAuthentication other) {
    return new SimulationSettings(
        quorums, other, limits, timers, batches, track, clientTimers, clientLimits);
  }

  public SimulationSettings with(Limits other) {
    return new SimulationSettings(
        quorums, authentication, other, timers, batches, track, clientTimers, clientLimits);
  }

  public SimulationSettings with(ReplicaTimers other) {
    return new SimulationSettings(
        quorums, authentication, limits, other, batches, track, clientTimers, clientLimits);
  }

  public SimulationSettings with(TrackGovernor.Mode mode) {
    TrackGovernor.Settings other =
        new TrackGovernor.Settings(
            mode, track.windowSlots(), track.missedShare(), track.minMisses());
    return new SimulationSettings(
        quorums, authentication, limits, timers, batches, other, clientTimers, clientLimits);
  }

  public SimulationSettings with(ClientLimits other) {
    return new SimulationSettings(
        quorums, authentication, limits, timers, batches, track, clientTimers, other);
  }
}
