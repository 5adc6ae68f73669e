package io.weevil.actors.storage;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Slot;
import io.weevil.engine.state.StateFile;
import io.weevil.engine.state.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps states in temporary files, readable by their owner only (R-STATE). A file has no name any
 * more once it is open, where the system allows that: nothing is left behind, however the process
 * ends.
 */
public final class FolderStateStore implements StateStore, AutoCloseable {

  private final Path folder;

  /** Those that are not discarded. */
  private final Set<OnDisk> open = ConcurrentHashMap.newKeySet();

  /**
   * @param folder exists
   */
  public FolderStateStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public StateFile create(Slot slot) {
    try {
      Path path = Files.createTempFile(folder, "weevil-state-" + slot.number() + "-", ".tmp");
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      OnDisk file = new OnDisk(channel);
      open.add(file);
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "no file can be made in " + folder + ": " + failure.getMessage(), failure);
    }
  }

  /** Discards all. */
  @Override
  public void close() {
    open.forEach(OnDisk::discard);
  }

  private final class OnDisk implements StateFile {
    private final FileChannel channel;

    OnDisk(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(long offset, Bytes content) {
      try {
        ByteBuffer from = ByteBuffer.wrap(content.unsafeArray());
        while (from.hasRemaining()) {
          channel.write(from, offset + from.position());
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "writing into " + folder + ": " + failure.getMessage(), failure);
      }
    }

    @Override
    public Bytes read(long offset, int length) {
      try {
        ByteBuffer to = ByteBuffer.allocate(length);
        while (to.hasRemaining()) {
          if (channel.read(to, offset + to.position()) < 0) {
            throw new IOException("the file ends before " + (offset + length));
          }
        }
        return Bytes.wrap(to.array());
      } catch (IOException failure) {
        throw new UncheckedIOException("reading from " + folder + ": " + failure, failure);
      }
    }

    @Override
    public long size() {
      try {
        return channel.size();
      } catch (IOException failure) {
        throw new UncheckedIOException("reading from " + folder + ": " + failure, failure);
      }
    }

    @Override
    public InputStream open() throws IOException {
      return new FromStart(channel, channel.size());
    }

    @Override
    public void discard() {
      open.remove(this);
      try {
        channel.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("closing a file in " + folder, failure);
      }
    }
  }

  /** A stream with a position of its own. Buffer it. */
  private static final class FromStart extends InputStream {
    private final FileChannel channel;
    private final long size;
    private long position;

    FromStart(FileChannel channel, long size) {
      this.channel = channel;
      this.size = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int wanted = (int) Math.min(length, size - position);
      int read = wanted == 0 ? -1 : channel.read(ByteBuffer.wrap(target, offset, wanted), position);
      position += Math.max(0, read);
      return read;
    }
  }
}
