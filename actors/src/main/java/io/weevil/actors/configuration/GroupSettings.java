package io.weevil.actors.configuration;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.model.ReplicaId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who the group is, and where its members are reached.
 *
 * @param addresses of every member; two members never share one
 */
public record GroupSettings(
    GroupConfiguration configuration, SortedMap<ReplicaId, PeerAddress> addresses) {

  public GroupSettings {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  public PeerAddress address(ReplicaId replica) {
    PeerAddress address = addresses.get(replica);
    if (address == null) {
      throw new IllegalArgumentException(replica + " is no member of " + configuration.name());
    }
    return address;
  }
}
