package io.weevil.actors.configuration;

import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.Timestamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The text file that a client's certificate is kept in. Nothing in it is secret.
 *
 * <pre>
 * weevil-client-certificate 1
 * name &lt;the client's&gt;
 * ed25519 &lt;public key&gt;
 * x25519 &lt;public key&gt;
 * not-before 2025-01-01T00:00:00Z
 * not-after 2026-01-01T00:00:00Z
 * signature &lt;the client authority's, 128 hexadecimal digits&gt;
 * </pre>
 */
public final class CertificateFile {

  static final String TITLE = "weevil-client-certificate 1";

  private static final String KIND = "client certificate";
  private static final List<String> NAMES =
      List.of("name", "ed25519", "x25519", "not-before", "not-after", "signature");

  private CertificateFile() {}

  /**
   * @throws FileAlreadyExistsException when there is one
   */
  public static void write(Path file, ClientCertificate certificate) throws IOException {
    String text =
        String.join(
            "\n",
            TITLE,
            "name " + certificate.name(),
            "ed25519 " + certificate.signingKey().toHex(),
            "x25519 " + certificate.agreementKey().toHex(),
            "not-before " + instant(certificate.notBefore()),
            "not-after " + instant(certificate.notAfter()),
            "signature " + certificate.signature().toHex(),
            "");
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
  }

  /** Whether the authority really signed it is not checked here. */
  public static ClientCertificate read(Path file) throws KeyFileException {
    FieldFile fields = FieldFile.read(file, TITLE, KIND, NAMES);
    Timestamp notBefore = timestamp(file, fields, "not-before");
    Timestamp notAfter = timestamp(file, fields, "not-after");
    try {
      return new ClientCertificate(
          fields.text("name"),
          fields.bytes("ed25519", 32),
          fields.bytes("x25519", 32),
          notBefore,
          notAfter,
          fields.bytes("signature", 64));
    } catch (IllegalArgumentException contradiction) {
      throw new KeyFileException(
          file,
          String.valueOf(contradiction.getMessage()),
          "Ask the client authority for a new one");
    }
  }

  private static Timestamp timestamp(Path file, FieldFile fields, String name)
      throws KeyFileException {
    String text = fields.text(name);
    try {
      return new Timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException notATime) {
      throw new KeyFileException(
          file,
          name + " \"" + text + "\" is not a time such as 2025-01-01T00:00:00Z",
          "Correct it");
    }
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.EPOCH.plus(timestamp.micros(), ChronoUnit.MICROS);
  }
}
