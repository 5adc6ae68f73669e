package io.weevil.apps.demo;

import io.weevil.apps.client.Traffic;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the demonstration showed.
 *
 * @param phases in their order
 * @param trackSwitches how often the group was seen to change its track
 * @param views how many views the group has been through; 1 when no primary was replaced
 * @param digests of the living replicas' states at one slot
 * @param faults everything that should not have been; empty when all held
 */
public record DemoReport(
    List<Phase> phases,
    int trackSwitches,
    long views,
    SortedMap<ReplicaId, Digest> digests,
    List<String> faults) {

  /**
   * @param workload whether its traffic is the workload's, not its preparation's
   */
  public record Phase(String name, boolean workload, Traffic traffic) {}

  public DemoReport {
    phases = List.copyOf(phases);
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    faults = List.copyOf(faults);
  }

  /** The workload's, all phases together. */
  public Traffic total() {
    return phases.stream()
        .filter(Phase::workload)
        .map(Phase::traffic)
        .reduce(Traffic.NONE, Traffic::plus);
  }

  public boolean verified() {
    return faults.isEmpty();
  }
}
