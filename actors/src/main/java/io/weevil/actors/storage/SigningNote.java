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
   * Whether this is the first time: then it is noted, and on disk when this returns. Of several
   * processes, or threads, that ask at once, one is told so.
   *
   * @param key the replica's public signing key
   * @param group the group configuration's digest
   * @throws UncheckedIOException when the file cannot be read or written: the replica must not sign
   */
  public boolean isFirst(Bytes key, Digest group) {
    String note = key.toHex() + " " + group.value().toHex();
    synchronized (SigningNote.class) { // a lock on a file is the whole process's
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        channel.lock(); // until the channel is closed
        return isFirst(note, channel);
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "cannot note in "
                + file
                + " that this replica begins to sign: make its folder writable, or set"
                + " weevil.replica.memory-file",
            failure);
      }
    }
  }

  private boolean isFirst(String note, FileChannel channel) throws IOException {
    // Anywhere, not only as a line: what a write that was cut short left may stand before it.
    if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(note)) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap((note + "\n").getBytes(StandardCharsets.US_ASCII));
    channel.position(channel.size());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
    forceFolder();
    return true;
  }

  /** The file's name, too, must outlive a loss of power; only POSIX systems need to be told. */
  private void forceFolder() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
