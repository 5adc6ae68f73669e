package io.weevil.actors.configuration;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Member;
import io.weevil.engine.model.Bytes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads key and certificate files, and sees to it that they are the right ones. */
final class Identities {

  private Identities() {}

  /** The keys in the file that {@code path} names. */
  static Optional<KeyFile> key(ConfigReader part, String path) {
    String file = part.text(path, "Name the file that key generation wrote");
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(KeyFile.read(Path.of(file)));
    } catch (KeyFileException | InvalidPathException unusable) {
      reject(part, path, unusable);
      return Optional.empty();
    }
  }

  /** Notes keys that are not {@code member}'s, and whose they are instead. */
  static void requireOwner(
      ConfigReader part, KeyFile key, Member member, GroupConfiguration group) {
    Bytes signingKey = key.signingKey();
    if (!signingKey.equals(member.signingKey())) {
      String owner =
          group.members().stream()
              .filter(other -> other.signingKey().equals(signingKey))
              .findFirst()
              .map(other -> "they are the keys of replica " + other.id().index())
              .orElse("they are the keys of no member");
      part.reject(
          "key-file",
          "these are not the keys of replica " + member.id().index() + ": " + owner,
          "Name the right file, or correct replica.id");
    } else if (!key.agreementKey().equals(member.agreementKey())) {
      part.reject(
          "key-file",
          "its x25519 key is not the one that the group knows of replica " + member.id().index(),
          "Name the right file, or correct the member's agreement-key");
    }
  }

  static void reject(ConfigReader part, String path, Exception unusable) {
    if (unusable instanceof KeyFileException file) {
      part.reject(path, file.problem(), file.remedy());
    } else {
      part.reject(path, "this is no path of a file", "Name a file");
    }
  }
}
