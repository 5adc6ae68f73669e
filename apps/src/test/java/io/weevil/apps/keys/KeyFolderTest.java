package io.weevil.apps.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.configuration.KeyFile;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.crypto.Ed25519Verifier;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.quorum.Quorums;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {

  private static final Instant NOW = Instant.now();

  @TempDir private Path temporary;

  @Test
  void everyReplicaCanStartFromWhatIsWritten() throws IOException {
    Path folder = write(plan(1, 0, 2));
    for (int i = 0; i < 4; i++) {
      Path file = KeyFolder.replicaConfiguration(folder, i);
      WeevilSettings settings = WeevilSettings.forReplica(ConfigurationFile.load(file));
      assertThat(settings.replica().orElseThrow().id().index()).isEqualTo(i);
      assertThat(settings.replica().orElseThrow().bind().port()).isEqualTo(7400 + i);
    }
  }

  @Test
  void everyClientIsAdmittedByTheGroupForAsLongAsItShould() throws IOException {
    Path folder = write(plan(1, 0, 2));
    for (int i = 0; i < 2; i++) {
      Path file = KeyFolder.clientConfiguration(folder, i);
      WeevilSettings settings = WeevilSettings.forClient(ConfigurationFile.load(file));
      ClientCertificate certificate = settings.client().orElseThrow().certificate();
      GroupConfiguration group = settings.group().configuration();
      assertThat(new Signatures(group, new Ed25519Verifier()).isAuthentic(certificate)).isTrue();
      assertThat(certificate.admits(timestamp(NOW))).isTrue();
      assertThat(certificate.admits(timestamp(NOW.plus(Duration.ofDays(30)).minusSeconds(2))))
          .isTrue();
      assertThat(certificate.admits(timestamp(NOW.plus(Duration.ofDays(30)).plusSeconds(2))))
          .isFalse();
    }
  }

  @Test
  void theGroupIsTheOnePlanned() throws IOException {
    Path folder = write(plan(2, 1, 0));
    GroupConfiguration group =
        WeevilSettings.forReplica(ConfigurationFile.load(KeyFolder.replicaConfiguration(folder, 8)))
            .group()
            .configuration();
    assertThat(group.quorums()).isEqualTo(new Quorums(2, 1));
    assertThat(group.name()).isEqualTo("test");
    assertThat(group.requestAuthentication()).isEqualTo(RequestAuthentication.MAC);
  }

  @Test
  void keysAreTheirOwnersAloneAndSoIsTheFolder() throws IOException {
    Path folder = write(plan(1, 0, 2));
    assertThat(permissions(folder)).isEqualTo("rwx------");
    List<Path> keys = filesOf(folder).stream().filter(f -> f.toString().endsWith(".key")).toList();
    assertThat(keys).hasSize(4 + 2 + 1).allMatch(key -> permissions(key).equals("rw-------"));
  }

  @Test
  void noTwoKeysAreTheSame() throws Exception {
    Path folder = write(plan(1, 0, 2));
    List<Path> keys = filesOf(folder).stream().filter(f -> f.toString().endsWith(".key")).toList();
    List<KeyFile> read = new java.util.ArrayList<>();
    for (Path key : keys) {
      read.add(KeyFile.read(key));
    }
    assertThat(read.stream().map(KeyFile::signingKey)).doesNotHaveDuplicates();
    assertThat(read.stream().map(KeyFile::agreementKey)).doesNotHaveDuplicates();
  }

  @Test
  void nothingIsOverwrittenAndNothingIsWrittenBesideIt() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("taken"));
    Path taken = Files.writeString(folder.resolve("client-1.key"), "precious");
    assertThatThrownBy(() -> KeyFolder.write(folder, plan(1, 0, 2), new SecureRandom(), NOW))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("client-1.key");
    assertThat(filesOf(folder)).containsExactly(taken);
    assertThat(taken).hasContent("precious");
  }

  @Test
  void everyFileThatIsWrittenIsCheckedForBefore() throws IOException {
    Path folder = write(plan(1, 0, 1));
    for (Path file : filesOf(folder)) {
      Path other = Files.createDirectory(temporary.resolve("other-" + file.getFileName()));
      Files.writeString(other.resolve(file.getFileName()), "precious");
      assertThatThrownBy(() -> KeyFolder.write(other, plan(1, 0, 1), new SecureRandom(), NOW))
          .hasMessageContaining(file.getFileName().toString());
      assertThat(filesOf(other)).hasSize(1);
    }
  }

  @Test
  void theReadmeTellsWhatEveryFileIs() throws IOException {
    Path folder = write(plan(1, 0, 1));
    assertThat(folder.resolve("README.txt"))
        .content()
        .contains("group.conf", "replica-N.key", "client-N.cert", "authority.key", "SECRET")
        .contains("./weevil node --config " + KeyFolder.replicaConfiguration(folder, 3));
  }

  @Test
  void aFileThatIsNoConfigurationIsNamed() throws IOException {
    assertThatThrownBy(() -> ConfigurationFile.load(temporary.resolve("none.conf")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.conf");
    Path broken = Files.writeString(temporary.resolve("broken.conf"), "weevil { replica {");
    assertThatThrownBy(() -> ConfigurationFile.load(broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.conf");
  }

  private Path write(GroupPlan plan) throws IOException {
    Path folder = temporary.resolve("made/group");
    List<Path> written = KeyFolder.write(folder, plan, new SecureRandom(), NOW);
    assertThat(filesOf(folder)).containsExactlyInAnyOrderElementsOf(written);
    return folder;
  }

  private static GroupPlan plan(int f, int c, int clients) {
    Quorums quorums = new Quorums(f, c);
    return new GroupPlan(
        "test",
        quorums,
        IntStream.range(0, quorums.n())
            .mapToObj(i -> new PeerAddress("127.0.0.1", 7400 + i))
            .toList(),
        clients,
        RequestAuthentication.MAC,
        Duration.ofDays(30));
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Timestamp timestamp(Instant instant) {
    return new Timestamp(instant.toEpochMilli() * 1_000);
  }
}
