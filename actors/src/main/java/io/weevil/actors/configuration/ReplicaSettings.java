package io.weevil.actors.configuration;

import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import java.nio.file.Path;

/**
 * One replica.
 *
 * @param address under which the others reach it
 * @param bind where it listens
 * @param stateFolder where states are kept while they are fetched and served; exists
 * @param evidenceFolder where proof of others' faults is kept; made when there is some
 * @param memoryFile notes that this key has signed in this group (R-LEARN)
 */
public record ReplicaSettings(
    ReplicaId id,
    KeyFile key,
    PeerAddress address,
    PeerAddress bind,
    TrackGovernor.Settings track,
    BatchPolicy batching,
    ReplicaTimers timers,
    IngressSettings ingress,
    Path stateFolder,
    Path evidenceFolder,
    Path memoryFile) {}
