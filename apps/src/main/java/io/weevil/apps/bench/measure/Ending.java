package io.weevil.apps.bench.measure;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the client found when all was over.
 *
 * @param answered operations since the start of the group
 * @param unknown operations of which nobody knows whether they were executed
 * @param audited operations that the replicated service counts
 * @param sampled results whose position in the history was checked
 * @param leader index of the server that led at the end
 * @param view the latest that a replica is in; 0 where there are no views
 * @param slot of the states compared
 * @param digests of the replicas' states at that slot, by replica
 * @param faults everything that should not have been; empty when all held
 */
public record Ending(
    long answered,
    long unknown,
    long audited,
    long sampled,
    int leader,
    long view,
    long slot,
    SortedMap<Integer, String> digests,
    List<String> faults) {

  public Ending {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    faults = List.copyOf(faults);
  }

  /** Whether {@code replicas} have digested their states at one slot, and all are equal. */
  public boolean digestsEqual(int replicas) {
    return digests.size() == replicas && digests.values().stream().distinct().count() == 1;
  }
}
