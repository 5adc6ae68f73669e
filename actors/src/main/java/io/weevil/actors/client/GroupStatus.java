package io.weevil.actors.client;

import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the replicas say that they are: each speaks for itself, and any of them may lie.
 *
 * @param silent those that did not answer in time
 */
public record GroupStatus(SortedMap<ReplicaId, StatusReport> reports, SortedSet<ReplicaId> silent) {

  public GroupStatus {
    reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
    silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
  }
}
