package io.weevil.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.engine.client.ClientLimits;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.ordering.BatchPolicy;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.ordering.TrackGovernor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  @TempDir private Path directory;

  private final KeyFile authority = KeyFile.generate(new SecureRandom());
  private final List<KeyFile> keys = new ArrayList<>();
  private String good = "";

  @BeforeEach
  void writeKeys() throws IOException {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      KeyFile key = KeyFile.generate(new SecureRandom());
      key.write(directory.resolve("r" + i + ".key"));
      keys.add(key);
      members.append(
          "{ id = %d, signing-key = %s, agreement-key = %s, address = \"127.0.0.1:%d\" }\n"
              .formatted(i, key.signingKey().toHex(), key.agreementKey().toHex(), 17_400 + i));
    }
    KeyFile client = KeyFile.generate(new SecureRandom());
    client.write(directory.resolve("alice.key"));
    CertificateFile.write(directory.resolve("alice.cert"), certificate("alice", client));
    good =
        """
        weevil.group { name = test, client-authority = %s, members = [
        %s] }
        weevil.replica { id = 1, key-file = "%s" }
        weevil.client { name = alice, key-file = "%s", certificate-file = "%s" }
        """
            .formatted(
                authority.signingKey().toHex(),
                members,
                file("r1.key"),
                file("alice.key"),
                file("alice.cert"));
  }

  @Test
  void defaultsAndTheRequiredKeysMakeAReplicaAndAClient() {
    WeevilSettings settings = parse(good);

    assertThat(settings.group().configuration().limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.group().configuration().requestAuthentication())
        .isEqualTo(RequestAuthentication.SIGNATURE);
    assertThat(settings.group().configuration().member(new ReplicaId(2)).signingKey())
        .isEqualTo(keys.get(2).signingKey());
    assertThat(settings.group().address(new ReplicaId(3)))
        .isEqualTo(new PeerAddress("127.0.0.1", 17_403));
    ReplicaSettings replica = settings.replica().orElseThrow();
    assertThat(replica.key()).isEqualTo(keys.get(1));
    assertThat(replica.bind()).isEqualTo(new PeerAddress("127.0.0.1", 17_401));
    ClientSettings client = settings.client().orElseThrow();
    assertThat(client.address()).isEqualTo(new PeerAddress("127.0.0.1", 0));
    assertThat(client.limits()).isEqualTo(ClientLimits.DEFAULT);
    assertThat(client.timers()).isEqualTo(ClientTimers.DEFAULT);
    assertThat(replica.timers()).isEqualTo(ReplicaTimers.DEFAULT);
    assertThat(replica.batching()).isEqualTo(BatchPolicy.DEFAULT);
    assertThat(replica.track()).isEqualTo(TrackGovernor.Settings.DEFAULT);
    assertThat(client.call()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void settingsOfPartsThatAreNotStartedAreNotRead() {
    String noClient = good + "\nweevil.client.key-file = /nowhere";

    assertThat(WeevilSettings.forReplica(load(noClient)).client()).isEmpty();
    assertThat(WeevilSettings.of(load(noClient)).replica()).isEmpty();
    assertThatThrownBy(() -> WeevilSettings.forClient(load(noClient)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("weevil.client.key-file");
  }

  @Test
  void pekkosOwnSectionsTakeWhatPekkoKnows() {
    WeevilSettings settings =
        parse(
            good
                + """

                weevil.ordering-dispatcher.fork-join-executor.minimum-runnable = 1
                weevil.transport.actor-system.pekko.loglevel = DEBUG
                """);

    assertThat(settings.transport().actorSystem().getString("pekko.loglevel")).isEqualTo("DEBUG");
  }

  @Test
  void allErrorsAreReportedAtOnce() {
    Config config =
        load(
            good
                + """

                weevil.group { faults = -1, request-authentication = trust, limits.window = 100 }
                weevil.replica { id = seven, timers.request = 3parsecs, tracks.mode = agreed }
                weevil.transport.threads = -1
                """);

    InvalidConfigurationException refused =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> WeevilSettings.forReplica(config));

    assertThat(refused.findings())
        .extracting(Finding::path)
        .containsExactlyInAnyOrder(
            "weevil.group.faults",
            "weevil.group.request-authentication",
            "weevil.group.limits.window",
            "weevil.replica.id",
            "weevil.replica.timers.request",
            "weevil.replica.tracks",
            "weevil.transport.threads");
    assertThat(refused).hasMessageStartingWith("the configuration has 7 errors:\n");
  }

  @Test
  void nothingConfiguredNamesWhatMustBe() {
    assertFindings(
        "weevil {}",
        "weevil.group.name: it must be set. Give the group a name.",
        "weevil.group.client-authority: it must be set. Set it to the 64 digits that key generation"
            + " printed.",
        "weevil.group.members: f = 1 and c = 0 need 4 members, not 0. List all 4 of them, or"
            + " correct faults and slow-tolerated.",
        "weevil.replica.id: it must be set. Set it to 0 … 2147483647.",
        "weevil.replica.key-file: it must be set. Name the file that key generation wrote.",
        "weevil.client.name: it must be set. Set it to the name in the client's certificate.",
        "weevil.client.key-file: it must be set. Name the file that key generation wrote.",
        "weevil.client.certificate-file: it must be set. Name the file that the client authority"
            + " wrote.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group.faults = 1000000 | weevil.group.faults = 1000000: it must be 0 … 1000. Set it to 0 …"
            + " 1000.",
        "group.slow-tolerated = 2 | weevil.group.slow-tolerated = 2: it must be 0 … 1. Set it to 0"
            + " … 1.",
        "group.faults = one | weevil.group.faults = \"one\": it cannot be read. Set it to 0 …"
            + " 1000.",
        "group.epoch = -3 | weevil.group.epoch = -3: it must be 0 … 2147483647. Set it to 0 …"
            + " 2147483647.",
        "group.request-authentication = none | weevil.group.request-authentication = \"none\":"
            + " there is no such choice. Set it to signature or mac.",
        "group.client-authority = abc | weevil.group.client-authority = \"abc\": a public key has"
            + " 64 hexadecimal digits, not 3. Set it to the 64 digits that key generation printed.",
        "group.limits.window = 255 | weevil.group.limits.window = 255: it is less than twice"
            + " checkpoint-interval. Set it to at least 256.",
        "group.limits.max-batch-size = 128 KiB | weevil.group.limits.max-batch-size = \"128 KiB\":"
            + " it is less than max-request-size and 1 KiB. Set it to at least 132096.",
        "group.limits.max-batch-size = 512 KiB | weevil.transport.maximum-frame-size = \"512 KiB\":"
            + " the largest batch, result or NEW-VIEW does not fit. Set it to at least 558168"
            + " bytes, or the window or the sizes in group.limits lower.",
        "group.limits.window = 4096 | weevil.transport.maximum-frame-size = \"512 KiB\": the"
            + " largest batch, result or NEW-VIEW does not fit. Set it to at least 830296 bytes, or"
            + " the window or the sizes in group.limits lower.",
        "group.limits.max-request-size = 5 | weevil.group.limits.max-request-size = 5: it must be"
            + " 1024 bytes … 1 GiB. Write a size with its unit, such as 2 KiB.",
        "group.limits.allowed-clock-drift = 2 days | weevil.group.limits.allowed-clock-drift = \"2"
            + " days\": it must be 0ms … 3600s. Write a time with its unit, 0ms … 3600s.",
        "group.nmae = x | weevil.group.nmae = \"x\": there is no such setting. Did you mean name?",
        "group.limits.colour = x | weevil.group.limits.colour = \"x\": there is no such setting."
            + " Remove it; known here are",
        "groop.name = x | weevil.groop: there is no such setting. Did you mean group?",
        "group.limits = 7 | weevil.group.limits = 7: it must be a section. Write"
            + " weevil.group.limits { … }.",
        "replica.id = 4 | weevil.replica.id = 4: it must be 0 … 3. Set it to 0 … 3.",
        "replica.track.mode = fastest | weevil.replica.track.mode = \"fastest\": there is no such"
            + " choice. Set it to speculative or agreed or adaptive.",
        "replica.track.missed-share = 1 | weevil.replica.track.missed-share = 1: it must be 0.0 …"
            + " 0.99. Set it to 0.0 … 0.99.",
        "replica.timers.silent-after = 250ms | weevil.replica.timers.silent-after = \"250ms\": it"
            + " is not longer than status-period. Set it to several status-periods.",
        "replica.bind-hostname = \"0.0.0.0\" | weevil.replica.bind-hostname = \"0.0.0.0\": plain"
            + " TCP would listen on 0.0.0.0, which others can reach. Protect the network between"
            + " the nodes, then set weevil.transport.allow-plain-tcp-beyond-loopback = on.",
        "replica.bind-port = 70000 | weevil.replica.bind-port = 70000: it must be 0 … 65535. Set it"
            + " to 0 … 65535.",
        "client.address = nowhere | weevil.client.address = \"nowhere\": it is not host:port. Set"
            + " it to host:port.",
        "client.address = \"10.0.0.1:0\" | weevil.client.address = \"10.0.0.1:0\": plain TCP would"
            + " listen on 10.0.0.1, which others can reach.",
        "client.address = \"::1:80\" | weevil.client.address = \"::1:80\": an IPv6 address needs"
            + " brackets: [::1]. Set it to host:port.",
        "client.timers.retransmission-max = 100ms | weevil.client.timers.retransmission-max ="
            + " \"100ms\": it is shorter than retransmission-first. Set it to at least 500ms.",
        "client.limits.max-outstanding = 257 | weevil.client.limits.max-outstanding = 257: it must"
            + " be 1 … 256. Set it to 1 … 256.",
        "client.limits.eager-requests = 65 | weevil.client.limits.eager-requests = 65: it must be 1"
            + " … 64. Set it to 1 … 64.",
        "client.name = bob | weevil.client.name = \"bob\": the certificate is for \"alice\". Name"
            + " the client's own certificate.",
        "transport.actor-system.pekko.actor.allow-java-serialization = on |"
            + " weevil.transport.actor-system.pekko.actor.allow-java-serialization = \"on\": this"
            + " would let strangers in. Remove it.",
        "transport.actor-system.pekko.remote.artery.untrusted-mode = off |"
            + " weevil.transport.actor-system.pekko.remote.artery.untrusted-mode = \"off\": this"
            + " would let strangers in. Remove it.",
        "transport.actor-system = 1 | weevil.transport.actor-system = 1: it must be a section.",
      })
  void eachErrorSaysWhereWhatAndWhatToDo(String setting, String expected) {
    assertThatThrownBy(() -> parse(good + "\nweevil." + setting))
        .isInstanceOf(InvalidConfigurationException.class)
        .satisfies(
            e ->
                assertThat(withoutOrigins(e.getMessage()))
                    .contains(expected)
                    .startsWith("the configuration has 1 error:"));
  }

  @Test
  void aFindingNamesTheFileAndLine() throws IOException {
    Path file =
        Files.writeString(directory.resolve("node.conf"), good + "\nweevil.group.faults = -1\n");
    int line = (int) good.lines().count() + 2;

    assertThatThrownBy(() -> WeevilSettings.forReplica(ConfigFactory.parseFile(file.toFile())))
        .hasMessageContaining("weevil.group.faults = -1 (")
        .hasMessageContaining("node.conf: " + line + "): it must be 0 … 1000");
  }

  @Test
  void membersAreCheckedOneByOne() {
    String swapped =
        good.replace("id = 2", "id = 3")
            .replaceFirst("address = \"127.0.0.1:17401\"", "address = \"127.0.0.1:17400\"");
    assertFindings(
        swapped,
        "weevil.group.members[1].address = \"127.0.0.1:17400\": member 0 has the same. Give every"
            + " member its own.",
        "weevil.group.members[2].id = 3: member 2 has id 3. List members in order: 0, 1, 2 ….");
    assertFindings(
        good.replace(keys.get(2).signingKey().toHex(), keys.get(0).signingKey().toHex())
            .replace("17403\" }", "0\", colour = 1 }"),
        "weevil.group.members[2].signing-key = \""
            + keys.get(0).signingKey().toHex()
            + "\": member 0 has the same. Give every member its own.",
        "weevil.group.members[3].colour = 1: there is no such setting. Remove it; known here are"
            + " address, agreement-key, id, signing-key.",
        "weevil.group.members[3].address = \"127.0.0.1:0\": others cannot find a replica on any"
            + " free port. Name a port.");
  }

  @Test
  void swappedKeysAreRefusedAndTheirOwnerNamed() {
    assertFindings(
        good.replace(file("r1.key"), file("r3.key")),
        "weevil.replica.key-file = \""
            + file("r3.key")
            + "\": these are not the keys of replica 1: they are the keys of replica 3. Name the"
            + " right file, or correct replica.id.");
    assertFindings(
        good.replace(file("r1.key"), file("alice.key")),
        "weevil.replica.key-file = \""
            + file("alice.key")
            + "\": these are not the keys of replica 1: they are the keys of no member. Name the"
            + " right file, or correct replica.id.");
    assertFindings(
        good.replace(file("alice.key"), file("r0.key")),
        "weevil.client.key-file = \""
            + file("r0.key")
            + "\": its keys are not those of the certificate, which is for \"alice\". Name the key"
            + " file that belongs to the certificate.");
  }

  @Test
  void anAgreementKeyOfAnotherIsRefused() throws IOException {
    Path mixed = directory.resolve("mixed.key");
    new KeyFile(keys.get(1).signingSeed(), keys.get(2).agreementSecret()).write(mixed);

    assertFindings(
        good.replace(file("r1.key"), mixed.toString()),
        "weevil.replica.key-file = \""
            + mixed
            + "\": its x25519 key is not the one that the group knows of replica 1. Name the right"
            + " file, or correct the member's agreement-key.");
  }

  @Test
  void keyFilesThatCannotBeUsedAreRefused() throws IOException {
    assertKeyFileRefused(
        "missing.key", null, "there is no such file. Make it, or correct the path.");
    assertKeyFileRefused(
        "text.key",
        "hello",
        "this is not a key file: it does not begin with \"weevil-key 1\". Name a key file.");
    assertKeyFileRefused(
        "short.key",
        "weevil-key 1\ned25519 abcd\nx25519 00\n",
        "ed25519 has 4 digits, not 64. Make a new key file.");
    assertKeyFileRefused(
        "letters.key",
        "weevil-key 1\ned25519 " + "zz".repeat(32),
        "ed25519 is not hexadecimal. Make a new key file.");
    assertKeyFileRefused(
        "half.key",
        "weevil-key 1\ned25519 " + "00".repeat(32),
        "the key file has no line x25519. Make a new one.");
    assertKeyFileRefused(
        "twice.key",
        "weevil-key 1\ned25519 00\ned25519 01\n",
        "the key file has two lines ed25519. Make a new one.");
    assertKeyFileRefused(
        "more.key",
        "weevil-key 1\nrsa 00\n",
        "the key file has a line that is none of ed25519, x25519. Make a new one.");
    assertKeyFileRefused(
        "huge.key", "x".repeat(5_000), "this is not a key file: it is too long. Name a key file.");
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws IOException {
    Path file = directory.resolve("r1.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertFindings(
        good,
        "weevil.replica.key-file = \""
            + file
            + "\": others than its owner may use it (rw-r-----). Run: chmod 600 "
            + file
            + ".");
  }

  @Test
  void aKeyFileIsWrittenForItsOwnerOnlyAndNeverOverwritten() throws IOException {
    Path file = directory.resolve("r1.key");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> keys.get(0).write(file))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void noSecretIsShown() {
    KeyFile key = keys.get(0);
    assertThat(key.toString())
        .doesNotContain(key.signingSeed().toHex().substring(0, 8))
        .doesNotContain(key.agreementSecret().toHex().substring(0, 8));
    assertThat(parse(good).toString())
        .doesNotContain(keys.get(1).signingSeed().toHex().substring(0, 16));
  }

  @Test
  void certificateFilesSayWhatIsWrong() throws IOException {
    String certificate = Files.readString(directory.resolve("alice.cert"));
    assertCertificateRefused(
        c -> c.replace("not-after 2030-01-01T00:00:00Z", "not-after soon"),
        certificate,
        "not-after \"soon\" is not a time such as 2025-01-01T00:00:00Z. Correct it.");
    assertCertificateRefused(
        c -> c.replace("not-after 2030", "not-after 1999"),
        certificate,
        "the certificate of client alice ends before it begins. Ask the client authority for a new"
            + " one.");
    assertCertificateRefused(
        c -> c.replaceAll("signature ..", "signature "),
        certificate,
        "signature has 126 digits, not 128. Make a new client certificate.");
  }

  @Test
  void aCertificateThatReplicasWouldRefuseIsRefused() throws Exception {
    KeyFile alice = KeyFile.read(directory.resolve("alice.key"));
    Path forged = directory.resolve("forged.cert");
    CertificateFile.write(forged, certificate("alice", alice, alice, 1_893_456_000_000_000L));
    Path ended = directory.resolve("ended.cert");
    CertificateFile.write(ended, certificate("alice", alice, authority, 1_609_459_200_000_000L));

    assertFindings(
        good.replace(file("alice.cert"), forged.toString()),
        "weevil.client.certificate-file = \""
            + forged
            + "\": the group's client authority did not sign it. Ask this group's authority for"
            + " one, or correct group.client-authority.");
    assertFindings(
        good.replace(file("alice.cert"), ended.toString()),
        "weevil.client.certificate-file = \""
            + ended
            + "\": it ended at 2021-01-01T00:00:00Z. Ask the client authority for a new one.");
  }

  private void assertCertificateRefused(
      Function<String, String> change, String certificate, String expected) throws IOException {
    Path file =
        Files.writeString(Files.createTempFile(directory, "c", ".cert"), change.apply(certificate));
    assertFindings(
        good.replace(file("alice.cert"), file.toString()),
        "weevil.client.certificate-file = \"" + file + "\": " + expected);
  }

  private void assertKeyFileRefused(String name, String content, String expected)
      throws IOException {
    Path file = directory.resolve(name);
    if (content != null) {
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    assertFindings(
        good.replace(file("r1.key"), file.toString()),
        "weevil.replica.key-file = \"" + file + "\": " + expected);
  }

  private static void assertFindings(String config, String... expected) {
    assertThatThrownBy(() -> parse(config))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            refused ->
                assertThat(refused.findings())
                    .extracting(f -> withoutOrigins(f.toString()))
                    .containsExactlyInAnyOrder(expected));
  }

  private static String withoutOrigins(String message) {
    return message.replaceAll(" \\((String: \\d+|the default|merge of .*?)\\):", ":");
  }

  private ClientCertificate certificate(String name, KeyFile key) {
    return certificate(name, key, authority, 1_893_456_000_000_000L);
  }

  private static ClientCertificate certificate(
      String name, KeyFile key, KeyFile authority, long end) {
    Timestamp notBefore = new Timestamp(1_577_836_800_000_000L);
    Timestamp notAfter = new Timestamp(end);
    Bytes statement =
        SignedBytes.clientCertificate(
            name, key.signingKey(), key.agreementKey(), notBefore, notAfter);
    Bytes signature = authority.identity().signer().sign(statement);
    return new ClientCertificate(
        name, key.signingKey(), key.agreementKey(), notBefore, notAfter, signature);
  }

  private static WeevilSettings parse(String config) {
    return WeevilSettings.of(load(config), WeevilSettings.Part.REPLICA, WeevilSettings.Part.CLIENT);
  }

  private static Config load(String config) {
    return ConfigFactory.parseString(config);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }
}
