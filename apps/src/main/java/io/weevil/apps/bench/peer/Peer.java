package io.weevil.apps.bench.peer;

import java.util.Locale;

/** What a group is compared with. None of it authenticates anybody. */
public enum Peer {
  /**
   * One process: an actor over the same transport as Weevil's, its clients bundling as Weevil's.
   */
  UNREPLICATED("server", 1, true),

  /** Three peers of Apache Ratis over gRPC, log in memory; clients bundle as Weevil's. */
  RATIS("peer", 3, true),

  /** The same with Ratis's client as it is: each operation is a request. */
  RATIS_PLAIN("peer", 3, false);

  private final String server;
  private final int servers;
  private final boolean bundles;

  Peer(String server, int servers, boolean bundles) {
    this.server = server;
    this.servers = servers;
    this.bundles = bundles;
  }

  /** How many processes serve. */
  public int servers() {
    return servers;
  }

  boolean bundles() {
    return bundles;
  }

  public String nameOf(int index) {
    return server + "-" + index;
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
