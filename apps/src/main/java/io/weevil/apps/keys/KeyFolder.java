package io.weevil.apps.keys;

import io.weevil.actors.configuration.CertificateFile;
import io.weevil.actors.configuration.KeyFile;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Timestamp;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A folder with a group's keys and configuration. Nothing in it is ever overwritten. */
public final class KeyFolder {

  /** A certificate is good a little before it is made: clocks differ. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

  private final Path folder;
  private final GroupPlan plan;
  private final SecureRandom random;
  private final Instant now;

  private KeyFolder(Path folder, GroupPlan plan, SecureRandom random, Instant now) {
    this.folder = folder;
    this.plan = plan;
    this.random = random;
    this.now = now;
  }

  /**
   * Makes the keys and writes everything.
   *
   * @param folder made when it is not there
   * @return the files written
   * @throws IOException when a file is there already or the folder cannot be written; the message
   *     says which and what to do. Nothing is written when a file is there already.
   */
  public static List<Path> write(Path folder, GroupPlan plan, SecureRandom random, Instant now)
      throws IOException {
    KeyFolder keys = new KeyFolder(folder, plan, random, now);
    try {
      keys.requireNothingThere();
      keys.createFolder();
      keys.writeAll();
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "cannot write " + denied.getFile() + ": permission denied; name a folder of your own",
          denied);
    }
    return keys.files();
  }

  public static Path replicaConfiguration(Path folder, int replica) {
    return folder.resolve("replica-" + replica + ".conf");
  }

  public static Path clientConfiguration(Path folder, int client) {
    return folder.resolve("client-" + client + ".conf");
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(groupFile(), authorityKey(), readme()));
    for (int i = 0; i < plan.quorums().n(); i++) {
      files.add(replicaConfiguration(folder, i));
      files.add(replicaKey(i));
    }
    for (int i = 0; i < plan.clients(); i++) {
      files.add(clientConfiguration(folder, i));
      files.add(clientKey(i));
      files.add(clientCertificate(i));
    }
    return files;
  }

  private void requireNothingThere() throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new FileAlreadyExistsException(folder + " is a file; name a folder");
    }
    for (Path file : files()) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(
            file + " is there already and is not overwritten; name another folder");
      }
    }
  }

  private void createFolder() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path absolute = folder.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          absolute,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(absolute);
    }
  }

  private void writeAll() throws IOException {
    KeyFile authority = KeyFile.generate(random);
    authority.write(authorityKey());
    List<KeyFile> replicas = new ArrayList<>();
    for (int i = 0; i < plan.quorums().n(); i++) {
      replicas.add(KeyFile.generate(random));
      replicas.get(i).write(replicaKey(i));
      writeNew(replicaConfiguration(folder, i), ConfigurationText.replica(i, replicaKey(i)));
    }
    writeNew(groupFile(), ConfigurationText.group(plan, authority, replicas));
    try (Identity signer = identity(authority)) {
      for (int i = 0; i < plan.clients(); i++) {
        writeClient(i, signer);
      }
    }
    writeNew(readme(), ConfigurationText.readme(plan, folder));
  }

  private void writeClient(int client, Identity authority) throws IOException {
    KeyFile keys = KeyFile.generate(random);
    keys.write(clientKey(client));
    ClientCertificate certificate = admit("client-" + client, keys, authority);
    CertificateFile.write(clientCertificate(client), certificate);
    writeNew(
        clientConfiguration(folder, client),
        ConfigurationText.client(certificate.name(), clientKey(client), clientCertificate(client)));
  }

  private ClientCertificate admit(String name, KeyFile client, Identity authority) {
    Timestamp notBefore = timestamp(now.minus(CLOCK_DIFFERENCE));
    Timestamp notAfter = timestamp(now.plus(plan.validity()));
    Bytes statement =
        SignedBytes.clientCertificate(
            name, client.signingKey(), client.agreementKey(), notBefore, notAfter);
    return new ClientCertificate(
        name,
        client.signingKey(),
        client.agreementKey(),
        notBefore,
        notAfter,
        authority.signer().sign(statement));
  }

  private static Identity identity(KeyFile keys) {
    return Identity.of(keys.signingSeed().toArray(), keys.agreementSecret().toArray());
  }

  private static Timestamp timestamp(Instant instant) {
    return new Timestamp(instant.getEpochSecond() * 1_000_000);
  }

  private static void writeNew(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private Path groupFile() {
    return folder.resolve("group.conf");
  }

  private Path authorityKey() {
    return folder.resolve("authority.key");
  }

  private Path readme() {
    return folder.resolve("README.txt");
  }

  private Path replicaKey(int replica) {
    return folder.resolve("replica-" + replica + ".key");
  }

  private Path clientKey(int client) {
    return folder.resolve("client-" + client + ".key");
  }

  private Path clientCertificate(int client) {
    return folder.resolve("client-" + client + ".cert");
  }
}
