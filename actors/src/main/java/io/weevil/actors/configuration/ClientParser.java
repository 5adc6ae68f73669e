package io.weevil.actors.configuration;

import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.RequestCodec;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads {@code weevil.client}. */
final class ClientParser {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private ClientParser() {}

  /** The client, when its section has no error. */
  static Optional<ClientSettings> parse(ConfigReader weevil, Optional<GroupConfiguration> group) {
    ConfigReader section = weevil.section("client");
    String name = section.text("name", "Set it to the name in the client's certificate");
    Optional<KeyFile> key = Identities.key(section, "key-file");
    Optional<ClientCertificate> certificate = certificate(section);
    certificate.ifPresent(c -> requireMatch(section, name, key, c));
    certificate.ifPresent(c -> requireAdmission(section, c, group));
    PeerAddress anywhere = new PeerAddress("127.0.0.1", 0);
    PeerAddress address =
        section.parsed("address", PeerAddress::parse, anywhere, "Set it to host:port");
    PeerAddress bind = TransportParser.bind(weevil, section, address);
    ClientLimits limits = limits(section.section("limits"), group);
    ClientTimers timers = timers(section.section("timers"));
    Duration call = section.section("timers").duration("call", SHORTEST, LONGEST.multipliedBy(24));
    IngressSettings ingress = IngressSettings.parse(section.section("ingress"));
    return key.isEmpty() || certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClientSettings(
                name, key.get(), certificate.get(), address, bind, limits, timers, call, ingress));
  }

  private static Optional<ClientCertificate> certificate(ConfigReader section) {
    String file = section.text("certificate-file", "Name the file that the client authority wrote");
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(CertificateFile.read(Path.of(file)));
    } catch (KeyFileException | InvalidPathException unusable) {
      Identities.reject(section, "certificate-file", unusable);
      return Optional.empty();
    }
  }

  private static void requireMatch(
      ConfigReader section, String name, Optional<KeyFile> key, ClientCertificate certificate) {
    if (!name.isEmpty() && !name.equals(certificate.name())) {
      section.reject(
          "name",
          "the certificate is for \"" + certificate.name() + "\"",
          "Name the client's own certificate");
    }
    boolean swapped =
        key.filter(
                k ->
                    !k.signingKey().equals(certificate.signingKey())
                        || !k.agreementKey().equals(certificate.agreementKey()))
            .isPresent();
    if (swapped) {
      section.reject(
          "key-file",
          "its keys are not those of the certificate, which is for \"" + certificate.name() + "\"",
          "Name the key file that belongs to the certificate");
    }
  }

  /** Replicas would not answer, so it is said here. */
  private static void requireAdmission(
      ConfigReader section, ClientCertificate certificate, Optional<GroupConfiguration> group) {
    boolean forged =
        group
            .filter(g -> !new Signatures(g, new Ed25519Verifier()).isAuthentic(certificate))
            .isPresent();
    if (forged) {
      section.reject(
          "certificate-file",
          "the group's client authority did not sign it",
          "Ask this group's authority for one, or correct group.client-authority");
    }
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    if (certificate.notAfter().micros() < now) {
      section.reject(
          "certificate-file",
          "it ended at " + Instant.EPOCH.plus(certificate.notAfter().micros(), ChronoUnit.MICROS),
          "Ask the client authority for a new one");
    }
  }

  private static ClientLimits limits(ConfigReader section, Optional<GroupConfiguration> group) {
    int before = section.count();
    int window = group.map(g -> g.limits().clientWindow()).orElse(65_536);
    int outstanding = section.integer("max-outstanding", 1, window);
    int eager =
        section.integer("eager-requests", 1, section.count() == before ? outstanding : window);
    int bundle = section.integer("max-bundle-operations", 1, RequestCodec.MAX_OPERATIONS);
    int result = section.bytes("expected-result-size", 0);
    int waiting = section.integer("max-waiting", 1, 1 << 24);
    int size = section.bytes("max-waiting-size", 1);
    return section.count() > before
        ? ClientLimits.DEFAULT
        : new ClientLimits(outstanding, eager, bundle, result, waiting, size);
  }

  private static ClientTimers timers(ConfigReader section) {
    int before = section.count();
    Duration fastMin = section.duration("fast-path-min", SHORTEST, LONGEST);
    Duration fastMax = section.duration("fast-path-max", SHORTEST, LONGEST);
    Duration resendMin = section.duration("retransmission-min", SHORTEST, LONGEST);
    Duration resendFirst = section.duration("retransmission-first", SHORTEST, LONGEST);
    Duration resendMax = section.duration("retransmission-max", SHORTEST, LONGEST);
    Duration introduction = section.duration("introduction", SHORTEST, LONGEST);
    if (section.count() == before) {
      requireOrder(section, "fast-path-min", fastMin, "fast-path-max", fastMax);
      requireOrder(section, "fast-path-min", fastMin, "retransmission-min", resendMin);
      requireOrder(section, "retransmission-min", resendMin, "retransmission-first", resendFirst);
      requireOrder(section, "retransmission-first", resendFirst, "retransmission-max", resendMax);
      requireOrder(section, "retransmission-min", resendMin, "introduction", introduction);
    }
    return section.count() > before
        ? ClientTimers.DEFAULT
        : new ClientTimers(fastMin, fastMax, resendMin, resendFirst, resendMax, introduction);
  }

  private static void requireOrder(
      ConfigReader section, String less, Duration low, String more, Duration high) {
    if (high.compareTo(low) < 0) {
      section.reject(
          more, "it is shorter than " + less, "Set it to at least " + low.toMillis() + "ms");
    }
  }
}
