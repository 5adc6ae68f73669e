package io.weevil.actors.configuration;

import io.weevil.engine.crypto.Identity;
import io.weevil.engine.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/**
 * The secret keys of a replica, a client or a client authority, and the text file that they are
 * kept in:
 *
 * <pre>
 * weevil-key 1
 * ed25519 &lt;seed, 64 hexadecimal digits&gt;
 * x25519 &lt;secret, 64 hexadecimal digits&gt;
 * </pre>
 *
 * Where the file system knows permissions, the file must be its owner's alone.
 *
 * @param signingSeed Ed25519 seed, 32 bytes
 * @param agreementSecret X25519 secret, 32 bytes
 */
public record KeyFile(Bytes signingSeed, Bytes agreementSecret) {

  static final String TITLE = "weevil-key 1";

  private static final int KEY_SIZE = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  public KeyFile {
    if (signingSeed.size() != KEY_SIZE || agreementSecret.size() != KEY_SIZE) {
      throw new IllegalArgumentException("secret keys have " + KEY_SIZE + " bytes each");
    }
  }

  /** Copies of a party's keys. */
  public static KeyFile of(Identity identity) {
    return new KeyFile(
        Bytes.wrap(identity.copySigningSeed()), Bytes.wrap(identity.copyAgreementSecret()));
  }

  /** Fresh keys. */
  public static KeyFile generate(SecureRandom random) {
    return new KeyFile(fresh(random), fresh(random));
  }

  /** The keys, ready for use. */
  public Identity identity() {
    return Identity.of(signingSeed.unsafeArray(), agreementSecret.unsafeArray());
  }

  /** Ed25519 public key, 32 bytes. */
  public Bytes signingKey() {
    return identity().signingKey();
  }

  /** X25519 public key, 32 bytes. */
  public Bytes agreementKey() {
    return identity().agreementKey();
  }

  /**
   * Writes a new file that only its owner may read.
   *
   * @throws FileAlreadyExistsException when there is one: keys are never overwritten
   */
  public void write(Path file) throws IOException {
    String text =
        TITLE + "\ned25519 " + signingSeed.toHex() + "\nx25519 " + agreementSecret.toHex() + "\n";
    boolean posix = knowsPermissions(file);
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(file, options, attributes)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * @throws KeyFileException when the file is missing, is none, or others than its owner may read
   *     it
   */
  public static KeyFile read(Path file) throws KeyFileException {
    FieldFile fields = FieldFile.read(file, TITLE, "key file", List.of("ed25519", "x25519"));
    requireOwnerOnly(file);
    return new KeyFile(fields.bytes("ed25519", KEY_SIZE), fields.bytes("x25519", KEY_SIZE));
  }

  private static void requireOwnerOnly(Path file) throws KeyFileException {
    if (!knowsPermissions(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        throw new KeyFileException(
            file,
            "others than its owner may use it (" + PosixFilePermissions.toString(permissions) + ")",
            "Run: chmod 600 " + file);
      }
    } catch (IOException unreadable) {
      throw new KeyFileException(
          file, "its permissions cannot be read: " + unreadable, "Let this user read it");
    }
  }

  private static boolean knowsPermissions(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory != null
        && Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null
        && directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Bytes fresh(SecureRandom random) {
    byte[] secret = new byte[KEY_SIZE];
    random.nextBytes(secret);
    return Bytes.wrap(secret);
  }

  /** Names the keys without telling them. */
  @Override
  public String toString() {
    return "KeyFile(" + signingKey() + ")";
  }
}
