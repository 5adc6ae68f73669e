package io.weevil.engine.state;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Slot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps states in memory: for simulations, and for states that are small. */
public final class MemoryStateStore implements StateStore {

  @Override
  public StateFile create(Slot slot) {
    return new InMemory(slot);
  }

  private static final class InMemory implements StateFile {
    private final Slot slot;

    /** Null once discarded. */
    private volatile byte @Nullable [] content = new byte[0];

    private volatile int size;

    InMemory(Slot slot) {
      this.slot = slot;
    }

    @Override
    public void write(long offset, Bytes part) {
      try {
        byte[] target = content();
        int end = Math.toIntExact(offset + part.size());
        if (end > target.length) {
          target = Arrays.copyOf(target, Math.max(end, 2 * target.length));
        }
        System.arraycopy(part.unsafeArray(), 0, target, (int) offset, part.size());
        content = target;
        size = Math.max(size, end);
      } catch (IOException discarded) {
        throw new UncheckedIOException(discarded);
      }
    }

    @Override
    public Bytes read(long offset, int length) {
      try {
        int from = Math.toIntExact(offset);
        return Bytes.wrap(Arrays.copyOfRange(content(), from, from + length));
      } catch (IOException discarded) {
        throw new UncheckedIOException(discarded);
      }
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public InputStream open() throws IOException {
      return new ByteArrayInputStream(content(), 0, size);
    }

    @Override
    public void discard() {
      content = null;
    }

    private byte[] content() throws IOException {
      byte[] kept = content;
      if (kept == null) {
        throw new IOException("the state at " + slot + " was discarded");
      }
      return kept;
    }
  }
}
