package io.weevil.actors.configuration;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.Member;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code weevil.group}. */
final class GroupParser {

  private static final String KEY_REMEDY = "Set it to the 64 digits that key generation printed";
  private static final Set<String> MEMBER_KEYS =
      Set.of("id", "signing-key", "agreement-key", "address");
  private static final int MAX_FAULTS = 1_000;

  /** Stands in for a key that could not be read; nothing is built from it. */
  private static final Bytes NO_KEY = Bytes.wrap(new byte[32]);

  private static final PeerAddress NO_ADDRESS = new PeerAddress("localhost", 0);

  private final ConfigReader reader;
  private final int findingsBefore;

  private GroupParser(ConfigReader reader) {
    this.reader = reader;
    this.findingsBefore = reader.count();
  }

  /** The group, when its section has no error. */
  static Optional<GroupSettings> parse(ConfigReader section) {
    return new GroupParser(section).parse();
  }

  private Optional<GroupSettings> parse() {
    String name = reader.text("name", "Give the group a name");
    if (name.length() > 64) {
      reader.reject("name", "it has " + name.length() + " characters", "Use at most 64");
    }
    int epoch = reader.integer("epoch", 0, Integer.MAX_VALUE);
    Optional<Quorums> quorums = quorums();
    RequestAuthentication authentication =
        reader.oneOf("request-authentication", RequestAuthentication.class);
    Bytes authority = key(reader, "client-authority");
    Optional<Limits> limits = limits(reader.section("limits"));
    SortedMap<ReplicaId, PeerAddress> addresses = new TreeMap<>();
    List<Member> members = members(quorums, addresses);
    if (reader.count() > findingsBefore) {
      return Optional.empty();
    }
    return Optional.of(
        new GroupSettings(
            new GroupConfiguration(
                name,
                epoch,
                quorums.orElseThrow(),
                members,
                authority,
                authentication,
                limits.orElseThrow()),
            addresses));
  }

  private Optional<Quorums> quorums() {
    int before = reader.count();
    int faults = reader.integer("faults", 0, MAX_FAULTS);
    if (reader.count() > before) {
      return Optional.empty();
    }
    int slow = reader.integer("slow-tolerated", 0, faults);
    return reader.count() > before ? Optional.empty() : Optional.of(new Quorums(faults, slow));
  }

  private List<Member> members(
      Optional<Quorums> quorums, SortedMap<ReplicaId, PeerAddress> addresses) {
    List<ConfigReader> elements = reader.list("members");
    quorums.filter(q -> q.n() != elements.size()).ifPresent(q -> rejectCount(q, elements.size()));
    Map<Object, String> owners = new HashMap<>();
    List<Member> members = new ArrayList<>();
    for (ConfigReader element : elements) {
      members.add(member(element, members.size(), owners, addresses));
    }
    return members;
  }

  private void rejectCount(Quorums quorums, int count) {
    int n = quorums.n();
    reader.reject(
        "members",
        "f = " + quorums.f() + " and c = " + quorums.c() + " need " + n + " members, not " + count,
        "List all " + n + " of them, or correct faults and slow-tolerated");
  }

  private static Member member(
      ConfigReader element,
      int place,
      Map<Object, String> owners,
      SortedMap<ReplicaId, PeerAddress> addresses) {
    KnownKeys.checkElement(element, MEMBER_KEYS);
    int id = element.integer("id", 0, Integer.MAX_VALUE);
    if (id != place) {
      element.reject("id", "member " + place + " has id " + id, "List members in order: 0, 1, 2 …");
    }
    Bytes signingKey = key(element, "signing-key");
    Bytes agreementKey = key(element, "agreement-key");
    PeerAddress address = address(element);
    String owner = "member " + place;
    requireUnique(element, "signing-key", signingKey, signingKey.equals(NO_KEY), owners, owner);
    requireUnique(
        element, "agreement-key", agreementKey, agreementKey.equals(NO_KEY), owners, owner);
    requireUnique(element, "address", address, address.equals(NO_ADDRESS), owners, owner);
    addresses.put(new ReplicaId(place), address);
    return new Member(new ReplicaId(place), signingKey, agreementKey);
  }

  private static void requireUnique(
      ConfigReader element,
      String key,
      Object value,
      boolean unknown,
      Map<Object, String> owners,
      String owner) {
    String other = unknown ? null : owners.putIfAbsent(value, owner);
    if (other != null) {
      element.reject(key, other + " has the same", "Give every member its own");
    }
  }

  private static PeerAddress address(ConfigReader element) {
    String remedy = "Set it to host:port";
    PeerAddress address = element.parsed("address", PeerAddress::parse, NO_ADDRESS, remedy);
    if (address.port() == 0 && !address.equals(NO_ADDRESS)) {
      element.reject("address", "others cannot find a replica on any free port", "Name a port");
    }
    return address;
  }

  private static Bytes key(ConfigReader section, String path) {
    return section.parsed(path, GroupParser::parseKey, NO_KEY, KEY_REMEDY);
  }

  private static Bytes parseKey(String hex) {
    if (hex.length() != 64) {
      throw new IllegalArgumentException(
          "a public key has 64 hexadecimal digits, not " + hex.length());
    }
    try {
      return Bytes.ofHex(hex);
    } catch (IllegalArgumentException notHex) {
      throw new IllegalArgumentException("a public key is hexadecimal", notHex);
    }
  }

  private static Optional<Limits> limits(ConfigReader section) {
    int before = section.count();
    int interval = section.integer("checkpoint-interval", 1, 1 << 20);
    int window = section.integer("window", 1, 1 << 22);
    int maxRequest = section.bytes("max-request-size", 1_024);
    int maxBatch = section.bytes("max-batch-size", 2_048);
    if (window < 2 * interval) {
      section.reject(
          "window",
          "it is less than twice checkpoint-interval",
          "Set it to at least " + 2 * interval);
    }
    if (maxBatch < maxRequest + 1_024) {
      section.reject(
          "max-batch-size",
          "it is less than max-request-size and 1 KiB",
          "Set it to at least " + (maxRequest + 1_024));
    }
    int clientWindow = section.integer("client-window", 1, 65_536);
    int maxClients = section.integer("max-clients", 1, Integer.MAX_VALUE);
    int maxRequests = section.integer("max-batch-requests", 1, 1 << 20);
    int maxResult = section.bytes("max-result-size", 1_024);
    Duration drift = section.duration("allowed-clock-drift", Duration.ZERO, Duration.ofHours(1));
    return section.count() > before
        ? Optional.empty()
        : Optional.of(
            new Limits(
                interval,
                window,
                clientWindow,
                maxClients,
                maxRequests,
                maxBatch,
                maxRequest,
                maxResult,
                drift));
  }
}
