package io.weevil.apps.keys;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.List;

/**
 * The group that keys are to be made for.
 *
 * @param name names it for people; 1 … 64 characters
 * @param addresses one a replica, in order
 * @param clients how many clients get keys; at least 0
 * @param validity how long the clients' certificates are good for, from now on
 */
public record GroupPlan(
    String name,
    Quorums quorums,
    List<PeerAddress> addresses,
    int clients,
    RequestAuthentication authentication,
    Duration validity) {

  public GroupPlan {
    addresses = List.copyOf(addresses);
    require(
        name.matches("[A-Za-z0-9._ -]{1,64}"),
        "the group's name must have 1 … 64 letters, digits, spaces, dots, hyphens or underscores");
    require(
        addresses.size() == quorums.n(),
        "the group has " + quorums.n() + " replicas, not " + addresses.size());
    require(clients >= 0, "the number of clients is at least 0, not " + clients);
    require(
        validity.compareTo(Duration.ZERO) > 0, "certificates must be valid for at least one day");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
