package io.weevil.actors.configuration;

import io.weevil.actors.configuration.ReplicaSettings.IngressSettings;
import io.weevil.actors.configuration.ReplicaSettings.TimerSettings;
import io.weevil.actors.configuration.ReplicaSettings.TrackSettings;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.model.ReplicaId;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code weevil.replica}. */
final class ReplicaParser {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private ReplicaParser() {}

  /** The replica, when neither its section nor the group's has an error. */
  static Optional<ReplicaSettings> parse(ConfigReader weevil, Optional<GroupSettings> group) {
    ConfigReader section = weevil.section("replica");
    int highest = group.map(g -> g.configuration().n() - 1).orElse(Integer.MAX_VALUE);
    int before = section.count();
    ReplicaId id = new ReplicaId(section.integer("id", 0, highest));
    boolean idKnown = section.count() == before;
    Optional<KeyFile> key = Identities.key(section, "key-file");
    TrackSettings track = track(section.section("track"));
    TimerSettings timers = timers(section);
    IngressSettings ingress = ingress(section.section("ingress"));
    if (group.isEmpty() || !idKnown) {
      return Optional.empty();
    }
    GroupConfiguration configuration = group.get().configuration();
    key.ifPresent(
        k -> Identities.requireOwner(section, k, configuration.member(id), configuration));
    PeerAddress address = group.get().address(id);
    PeerAddress bind = TransportParser.bind(weevil, section, address);
    return key.map(k -> new ReplicaSettings(id, k, address, bind, track, timers, ingress));
  }

  private static TrackSettings track(ConfigReader section) {
    double share = section.number("missed-share", 0, 0.99);
    return new TrackSettings(
        section.oneOf("mode", TrackSettings.Mode.class),
        section.integer("window-slots", 1, 1 << 20),
        share,
        section.integer("min-misses", 1, 1 << 20));
  }

  private static TimerSettings timers(ConfigReader replica) {
    ConfigReader section = replica.section("timers");
    ConfigReader archive = replica.section("archive");
    Duration statusPeriod = section.duration("status-period", SHORTEST, LONGEST);
    Duration silentAfter = section.duration("silent-after", SHORTEST, LONGEST);
    if (silentAfter.compareTo(statusPeriod) <= 0) {
      section.reject(
          "silent-after",
          "it is not longer than status-period",
          "Set it to several status-periods");
    }
    return new TimerSettings(
        section.duration("batch-delay", SHORTEST, LONGEST),
        section.duration("request", SHORTEST, LONGEST),
        section.duration("hole", SHORTEST, LONGEST),
        section.integer("hole-attempts", 1, 1_000),
        section.duration("vote-exchange", SHORTEST, LONGEST),
        statusPeriod,
        silentAfter,
        archive.integer("slots", 0, 1 << 24),
        archive.bytes("size", 0));
  }

  private static IngressSettings ingress(ConfigReader section) {
    return new IngressSettings(
        section.integer("parallelism", 1, 64), section.integer("queue", 1, 1 << 20));
  }
}
