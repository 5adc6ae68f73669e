package io.weevil.engine.state;

import io.weevil.engine.model.Bytes;

/**
 * A state's bytes while they come and while they are served. All methods but those of {@link
 * StateSource} are used by one thread, and throw {@link java.io.UncheckedIOException} where the
 * medium fails.
 */
public interface StateFile extends StateSource {

  /** Puts {@code content} at this offset, which may lie beyond the end. */
  void write(long offset, Bytes content);

  /**
   * {@code length} bytes from {@code offset} on; they have been written.
   *
   * @param length at most {@link MerkleTree#CHUNK_SIZE}
   */
  Bytes read(long offset, int length);
}
