package io.weevil.actors.configuration;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code weevil.replica}. */
final class ReplicaParser {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final ConfigReader weevil;
  private final ConfigReader section;

  private ReplicaParser(ConfigReader weevil) {
    this.weevil = weevil;
    this.section = weevil.section("replica");
  }

  /** The replica, when neither its identity nor the group's section has an error. */
  static Optional<ReplicaSettings> parse(ConfigReader weevil, Optional<GroupSettings> group) {
    return new ReplicaParser(weevil).parse(group);
  }

  private Optional<ReplicaSettings> parse(Optional<GroupSettings> group) {
    int highest = group.map(g -> g.configuration().n() - 1).orElse(Integer.MAX_VALUE);
    int before = section.count();
    ReplicaId id = new ReplicaId(section.integer("id", 0, highest));
    boolean known = section.count() == before && group.isPresent();
    Optional<KeyFile> key = Identities.key(section, "key-file");
    TrackGovernor.Settings track = track(section.section("track"));
    BatchPolicy batching = batching(section.section("batching"));
    ReplicaTimers timers = timers(section.section("timers"), section.section("archive"));
    IngressSettings ingress = IngressSettings.parse(section.section("ingress"));
    Path stateFolder = stateFolder(section);
    Path evidence = folderBesideKey("evidence-folder");
    Path memory = memoryFile();
    if (!known) {
      return Optional.empty();
    }
    GroupConfiguration configuration = group.orElseThrow().configuration();
    key.ifPresent(
        k -> Identities.requireOwner(section, k, configuration.member(id), configuration));
    PeerAddress address = group.orElseThrow().address(id);
    PeerAddress bind = TransportParser.bind(weevil, section, address);
    return key.map(
        k ->
            new ReplicaSettings(
                id,
                k,
                address,
                bind,
                track,
                batching,
                timers,
                ingress,
                stateFolder,
                evidence,
                memory));
  }

  private static Path stateFolder(ConfigReader section) {
    String text = section.optionalText("state-folder").orElse(System.getProperty("java.io.tmpdir"));
    try {
      Path folder = Path.of(text);
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        section.reject(
            "state-folder",
            "there is no folder " + text + " that this process may write to",
            "Make it, or name another one with room for f + 2 states of the service");
      }
      return folder;
    } catch (InvalidPathException invalid) {
      section.reject("state-folder", "this is no path of a folder", "Name a folder");
      return Path.of("");
    }
  }

  /**
   * A relative path is relative to the key file: where a replica's secrets are it may keep more.
   */
  private Path folderBesideKey(String path) {
    String folder = section.text(path, "Name a folder");
    String keyFile = section.optionalText("key-file").orElse("");
    try {
      return Path.of(keyFile).resolveSibling(folder);
    } catch (InvalidPathException noPath) {
      section.reject(path, "this is no path of a folder", "Name a folder");
      return Path.of("");
    }
  }

  private Path memoryFile() {
    String keyFile = section.optionalText("key-file").orElse("");
    String file = section.optionalText("memory-file").orElse(keyFile + ".signed");
    try {
      return Path.of(keyFile).resolveSibling(Path.of(file));
    } catch (InvalidPathException noPath) {
      section.reject("memory-file", "this is no path of a file", "Name a file");
      return Path.of("");
    }
  }

  private static TrackGovernor.Settings track(ConfigReader section) {
    return new TrackGovernor.Settings(
        section.oneOf("mode", TrackGovernor.Mode.class),
        section.integer("window-slots", 1, 1 << 20),
        section.number("missed-share", 0, 0.99),
        section.integer("min-misses", 1, 1 << 20));
  }

  private static BatchPolicy batching(ConfigReader section) {
    return new BatchPolicy(
        section.duration("delay", SHORTEST, LONGEST),
        section.integer("idle-pipeline", 1, 1 << 20),
        section.integer("max-per-client", 1, 1 << 20));
  }

  private static ReplicaTimers timers(ConfigReader section, ConfigReader archive) {
    int before = section.count();
    Duration request = section.duration("request", SHORTEST, LONGEST);
    Duration hole = section.duration("hole", SHORTEST, LONGEST);
    int attempts = section.integer("hole-attempts", 1, 1_000);
    Duration exchange = section.duration("vote-exchange", SHORTEST, LONGEST);
    Duration newView = section.duration("new-view", SHORTEST, LONGEST);
    Duration status = section.duration("status-period", SHORTEST, LONGEST);
    Duration silent = section.duration("silent-after", SHORTEST, LONGEST);
    int slots = archive.integer("slots", 0, 1 << 24);
    int bytes = archive.bytes("size", 0);
    if (section.count() == before && silent.compareTo(status) <= 0) {
      section.reject(
          "silent-after",
          "it is not longer than status-period",
          "Set it to several status-periods");
    }
    return section.count() > before
        ? ReplicaTimers.DEFAULT
        : new ReplicaTimers(
            request, hole, attempts, exchange, newView, status, silent, slots, bytes);
  }
}
