package io.weevil.actors.configuration;

import com.typesafe.config.Config;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireFormat;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code weevil.transport}, and where a node listens. */
final class TransportParser {

  /** What a message needs beside its batch or result: header, certificate, envelope. */
  private static final int OVERHEAD = 32 * 1_024;

  private static final String[] KEEP_OFF = {
    "pekko.actor.allow-java-serialization", "pekko.remote.artery.advanced.test-mode"
  };
  private static final String[] KEEP_ON = {
    "pekko.remote.artery.untrusted-mode", "pekko.remote.deployment.enable-allow-list"
  };

  private TransportParser() {}

  static TransportSettings parse(ConfigReader section, Optional<GroupConfiguration> group) {
    int frame = section.bytes("maximum-frame-size", 32 * 1_024);
    group.ifPresent(g -> requireRoom(section, frame, g));
    section.flag("allow-plain-tcp-beyond-loopback");
    Config actorSystem = section.section("actor-system").config();
    requireSecure(section, actorSystem);
    return new TransportSettings(
        frame,
        section.integer("outbound-queue", 1, 1 << 20),
        section.duration("start-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        section.integer("threads", 0, 1_024),
        actorSystem);
  }

  /** The address to listen on: as configured, or else {@code address}. */
  static PeerAddress bind(ConfigReader weevil, ConfigReader part, PeerAddress address) {
    String host = part.optionalText("bind-hostname").orElse(address.host());
    int port = part.isSet("bind-port") ? part.integer("bind-port", 0, 65_535) : address.port();
    PeerAddress bind = address;
    try {
      bind = new PeerAddress(host, port);
    } catch (IllegalArgumentException wrong) {
      part.reject(
          "bind-hostname",
          String.valueOf(wrong.getMessage()),
          "Name a host or an address of this machine");
    }
    boolean allowed =
        weevil.section("transport").config().getBoolean("allow-plain-tcp-beyond-loopback");
    if (!bind.isLoopback() && !allowed) {
      part.reject(
          part.isSet("bind-hostname") ? "bind-hostname" : "address",
          "plain TCP would listen on " + bind.host() + ", which others can reach",
          "Protect the network between the nodes, then set"
              + " weevil.transport.allow-plain-tcp-beyond-loopback = on");
    }
    return bind;
  }

  private static void requireRoom(ConfigReader section, int frame, GroupConfiguration group) {
    long needed =
        (long) new WireCodec(group.limits(), group.n()).maxBodyBytes()
            + WireFormat.OVERHEAD_BYTES
            + OVERHEAD;
    if (frame < needed) {
      section.reject(
          "maximum-frame-size",
          "the largest batch, result or NEW-VIEW does not fit",
          "Set it to at least "
              + needed
              + " bytes, or the window or the sizes in group.limits lower");
    }
  }

  private static void requireSecure(ConfigReader section, Config actorSystem) {
    for (String path : KEEP_OFF) {
      requireSwitch(section, actorSystem, path, false);
    }
    for (String path : KEEP_ON) {
      requireSwitch(section, actorSystem, path, true);
    }
  }

  private static void requireSwitch(
      ConfigReader section, Config actorSystem, String path, boolean wanted) {
    if (actorSystem.hasPath(path) && actorSystem.getBoolean(path) != wanted) {
      section.reject("actor-system." + path, "this would let strangers in", "Remove it");
    }
  }
}
