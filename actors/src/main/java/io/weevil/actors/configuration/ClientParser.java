package io.weevil.actors.configuration;

import io.weevil.actors.configuration.ClientSettings.TimerSettings;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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
    PeerAddress anywhere = new PeerAddress("127.0.0.1", 0);
    PeerAddress address =
        section.parsed("address", PeerAddress::parse, anywhere, "Set it to host:port");
    PeerAddress bind = TransportParser.bind(weevil, section, address);
    int waiting = section.integer("max-waiting-calls", 0, 1 << 24);
    TimerSettings timers = timers(section.section("timers"));
    return key.isEmpty() || certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClientSettings(name, key.get(), certificate.get(), address, bind, waiting, timers));
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

  private static TimerSettings timers(ConfigReader section) {
    Duration fastMin = section.duration("fast-path-min", SHORTEST, LONGEST);
    Duration fastMax = section.duration("fast-path-max", SHORTEST, LONGEST);
    Duration resendMin = section.duration("retransmission-min", SHORTEST, LONGEST);
    Duration resendMax = section.duration("retransmission-max", SHORTEST, LONGEST);
    requireOrder(section, "fast-path-max", fastMin, fastMax);
    requireOrder(section, "retransmission-max", resendMin, resendMax);
    return new TimerSettings(
        fastMin,
        fastMax,
        resendMin,
        resendMax,
        section.duration("call", SHORTEST, LONGEST.multipliedBy(24)),
        section.duration("introduction", SHORTEST, LONGEST));
  }

  private static void requireOrder(ConfigReader section, String path, Duration min, Duration max) {
    if (max.compareTo(min) < 0) {
      section.reject(
          path,
          "it is less than the minimum beside it",
          "Set it to at least " + min.toMillis() + "ms");
    }
  }
}
