package io.weevil.actors.storage;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that notes under which keys, and in which groups, a replica has begun to sign. What it
 * signed is not stored yet; so a replica that finds its note has forgotten something that it may
 * have promised, and must be a learner (R-LEARN). One line for each key and group.
 *
 * <p>It cannot know of a start whose note was removed: whoever removes it, or brings a key back
 * without it, has two replicas in one.
 */
public final class SigningNote {

  private final Path file;

  public SigningNote(Path file) {
    this.file = file;
  }

  /**
   * Whether this is the first time: then it is noted, and on disk when this returns.
   *
   * @param key the replica's public signing key
   * @param group the group configuration's digest
   * @throws UncheckedIOException when the file cannot be read or written: the replica must not sign
   */
  public boolean isFirst(Bytes key, Digest group) {
    String line = key.toHex() + " " + group.value().toHex();
    try {
      boolean first = !Files.exists(file) || !Files.readAllLines(file).contains(line);
      if (first) {
        append(line);
      }
      return first;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "cannot note in "
              + file
              + " that this replica begins to sign: make its folder writable, or set"
              + " weevil.replica.memory-file",
          failure);
    }
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
