package io.weevil.actors.configuration;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;

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
    TrackGovernor.Settings track,
    BatchPolicy batching,
    ReplicaTimers timers,
    IngressSettings ingress) {}
