package io.weevil.engine.state;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.service.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The Merkle tree over a run of bytes in chunks of {@value #CHUNK_SIZE} bytes; its root is the
 * digest D of a state. Whoever holds a proven root can check each chunk alone, in any order, from
 * anybody (R-STATE).
 *
 * <p>Leaves, inner nodes and root are digested under domains of their own, a leaf with its index
 * and the root with the size: no node passes for another, and no chunk for one at another place.
 * The last node of an odd level moves up as it is.
 *
 * @param size how many bytes there are
 * @param leaves the chunks' digests, in order; one, of an empty chunk, when {@code size} is 0
 */
public record MerkleTree(long size, List<Digest> leaves) {

  public static final int CHUNK_SIZE = 64 * 1024;

  /** How many siblings a chunk has on its way to the root, at most: {@code 2^63} bytes have. */
  public static final int MAX_HEIGHT = 47;

  public MerkleTree {
    leaves = List.copyOf(leaves);
    if (size < 0 || leaves.size() != chunks(size)) {
      throw new IllegalArgumentException(size + " bytes do not have " + leaves.size() + " chunks");
    }
  }

  /** How many chunks {@code size} bytes have: at least one. */
  public static long chunks(long size) {
    return Math.max(1, Math.ceilDiv(size, CHUNK_SIZE));
  }

  /**
   * The tree over what {@code snapshot} writes: reads through all of it.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public static MerkleTree of(Snapshot snapshot) {
    return of(snapshot, new Builder());
  }

  /** The same, the chunks going to the builder's consumer. */
  public static MerkleTree of(Snapshot snapshot, Builder tree) {
    try {
      snapshot.writeTo(tree);
    } catch (IOException broken) {
      throw new UncheckedIOException("the state cannot be read", broken);
    }
    return tree.build();
  }

  public Digest root() {
    List<Digest> level = leaves;
    while (level.size() > 1) {
      level = parents(level);
    }
    return root(size, level.get(0));
  }

  /**
   * What {@link #verifies} needs beside a chunk: the siblings on its way to the root, lowest first.
   * Digests the whole tree: where many paths are wanted, ask {@link #paths}.
   *
   * @param chunk its index, from 0
   */
  public List<Digest> pathOf(int chunk) {
    return paths().of(chunk);
  }

  /** The tree with all of its levels, for many paths. */
  public Paths paths() {
    List<List<Digest>> levels = new ArrayList<>();
    levels.add(leaves);
    while (levels.getLast().size() > 1) {
      levels.add(parents(levels.getLast()));
    }
    return new Paths(levels);
  }

  /** All levels of a tree, the leaves first. */
  public static final class Paths {
    private final List<List<Digest>> levels;

    private Paths(List<List<Digest>> levels) {
      this.levels = levels;
    }

    /**
     * The siblings on the chunk's way to the root, lowest first.
     *
     * @param chunk its index, from 0
     */
    public List<Digest> of(int chunk) {
      Objects.checkIndex(chunk, levels.getFirst().size());
      List<Digest> path = new ArrayList<>();
      int index = chunk;
      for (List<Digest> level : levels) {
        int sibling = index ^ 1;
        if (sibling < level.size()) {
          path.add(level.get(sibling));
        }
        index /= 2;
      }
      return path;
    }
  }

  /**
   * Whether {@code content} is the chunk at {@code chunk} of the {@code size} bytes with this root;
   * false for any nonsense.
   */
  public static boolean verifies(
      Digest root, long size, long chunk, Bytes content, List<Digest> path) {
    if (size < 0 || chunk < 0 || chunk >= chunks(size)) {
      return false;
    }
    Digest node = leaf(chunk, content);
    int used = 0;
    long index = chunk;
    for (long width = chunks(size); width > 1; width = Math.ceilDiv(width, 2)) {
      long sibling = index ^ 1;
      if (sibling < width) {
        if (used == path.size()) {
          return false;
        }
        Digest other = path.get(used++);
        node = sibling < index ? node(other, node) : node(node, other);
      }
      index /= 2;
    }
    return used == path.size() && root(size, node).equals(root);
  }

  private static List<Digest> parents(List<Digest> level) {
    List<Digest> parents = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i + 1 < level.size(); i += 2) {
      parents.add(node(level.get(i), level.get(i + 1)));
    }
    if (level.size() % 2 == 1) {
      parents.add(level.get(level.size() - 1));
    }
    return parents;
  }

  private static Digest leaf(long index, Bytes chunk) {
    return Digests.builder("weevil/1/state-leaf").number(index).bytes(chunk).digest();
  }

  private static Digest node(Digest left, Digest right) {
    return Digests.builder("weevil/1/state-node").bytes(left.value()).bytes(right.value()).digest();
  }

  private static Digest root(long size, Digest top) {
    return Digests.builder("weevil/1/state-root").number(size).bytes(top.value()).digest();
  }

  /** Takes the bytes in order and keeps one chunk of them, and one digest for each chunk passed. */
  public static final class Builder extends OutputStream {

    private final Consumer<Bytes> chunks;
    private final byte[] chunk = new byte[CHUNK_SIZE];
    private final List<Digest> leaves = new ArrayList<>();
    private int filled;
    private long size;

    public Builder() {
      this(chunk -> {});
    }

    /**
     * @param chunks takes each chunk, in order, as it is complete
     */
    public Builder(Consumer<Bytes> chunks) {
      this.chunks = chunks;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, source.length);
      int from = offset;
      while (from < offset + length) {
        if (filled == CHUNK_SIZE) {
          endChunk();
        }
        int part = Math.min(CHUNK_SIZE - filled, offset + length - from);
        System.arraycopy(source, from, chunk, filled, part);
        filled += part;
        from += part;
      }
      size += length;
    }

    /** The tree over all that was written. The builder is of no use afterwards. */
    public MerkleTree build() {
      endChunk();
      return new MerkleTree(size, leaves);
    }

    private void endChunk() {
      Bytes complete = Bytes.wrap(Arrays.copyOf(chunk, filled));
      leaves.add(leaf(leaves.size(), complete));
      chunks.accept(complete);
      filled = 0;
    }
  }
}
