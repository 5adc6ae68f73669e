package io.weevil.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("R-STATE")
class MerkleTreeTest {

  private static final int CHUNK = MerkleTree.CHUNK_SIZE;

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        2 * CHUNK,
        3 * CHUNK - 7,
        5 * CHUNK,
        7 * CHUNK + 1
      })
  void everyChunkVerifiesAgainstTheRootAlone(int size) {
    byte[] content = content(size);
    MerkleTree tree = treeOf(content);

    assertThat(tree.leaves()).hasSize((int) MerkleTree.chunks(size));
    for (int i = 0; i < tree.leaves().size(); i++) {
      assertThat(MerkleTree.verifies(tree.root(), size, i, chunk(content, i), tree.pathOf(i)))
          .isTrue();
    }
  }

  @Property(tries = 60)
  void nothingElseVerifies(
      @ForAll @IntRange(min = 1, max = 6 * CHUNK) int size, @ForAll Random random) {
    byte[] content = content(size);
    MerkleTree tree = treeOf(content);
    int index = random.nextInt(tree.leaves().size());
    Bytes chunk = chunk(content, index);
    List<Digest> path = tree.pathOf(index);

    byte[] flipped = chunk.toArray();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    assertThat(MerkleTree.verifies(tree.root(), size, index, Bytes.wrap(flipped), path)).isFalse();
    Bytes longer = Bytes.wrap(Arrays.copyOf(chunk.toArray(), chunk.size() + 1));
    assertThat(MerkleTree.verifies(tree.root(), size, index, longer, path)).isFalse();
    assertThat(MerkleTree.verifies(tree.root(), size, index + 1L, chunk, path)).isFalse();
    assertThat(MerkleTree.verifies(tree.root(), size, -1, chunk, path)).isFalse();
    assertThat(MerkleTree.verifies(tree.root(), size + 1L, index, chunk, path)).isFalse();
    assertThat(MerkleTree.verifies(tree.root(), -1, index, chunk, path)).isFalse();
    List<Digest> padded = new ArrayList<>(path);
    padded.add(tree.root());
    assertThat(MerkleTree.verifies(tree.root(), size, index, chunk, padded)).isFalse();
    if (!path.isEmpty()) {
      List<Digest> shorter = path.subList(0, path.size() - 1);
      assertThat(MerkleTree.verifies(tree.root(), size, index, chunk, shorter)).isFalse();
    }
  }

  @Test
  void equalChunksAtDifferentPlacesHaveDifferentLeaves() {
    MerkleTree zeroes = treeOf(new byte[2 * CHUNK]);

    assertThat(zeroes.leaves().get(0)).isNotEqualTo(zeroes.leaves().get(1));
  }

  @Test
  void aTrailingZeroChangesTheRoot() {
    assertThat(treeOf(new byte[0]).root()).isNotEqualTo(treeOf(new byte[1]).root());
    assertThat(treeOf(new byte[CHUNK]).root()).isNotEqualTo(treeOf(new byte[CHUNK + 1]).root());
  }

  /** Second preimage: two digests that make an inner node, shown as a chunk of a smaller stream. */
  @Test
  void anInnerNodeIsNoChunk() {
    MerkleTree two = treeOf(content(2 * CHUNK));
    byte[] digests = new byte[2 * Digest.SIZE];
    System.arraycopy(two.leaves().get(0).value().unsafeArray(), 0, digests, 0, Digest.SIZE);
    System.arraycopy(
        two.leaves().get(1).value().unsafeArray(), 0, digests, Digest.SIZE, Digest.SIZE);

    assertThat(MerkleTree.verifies(two.root(), CHUNK, 0, Bytes.wrap(digests), List.of())).isFalse();
    assertThat(treeOf(digests).root()).isNotEqualTo(two.root());
  }

  @Property(tries = 30)
  void theRootDoesNotDependOnHowTheBytesAreWritten(@ForAll Random random) {
    byte[] content = content(random.nextInt(4 * CHUNK));
    MerkleTree.Builder builder = new MerkleTree.Builder();
    int from = 0;
    while (from < content.length) {
      int length = Math.min(content.length - from, random.nextInt(CHUNK + 500));
      if (random.nextInt(20) == 0) {
        builder.write(content[from]);
        from += 1;
      } else {
        builder.write(content, from, length);
        from += length;
      }
    }

    assertThat(builder.build()).isEqualTo(treeOf(content));
  }

  @Test
  void aTreeHasAsManyLeavesAsItsSizeSays() {
    List<Digest> leaves = treeOf(new byte[CHUNK + 1]).leaves();

    assertThatThrownBy(() -> new MerkleTree(CHUNK, leaves))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 chunks");
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static MerkleTree treeOf(byte[] content) {
    MerkleTree.Builder builder = new MerkleTree.Builder();
    builder.write(content, 0, content.length);
    return builder.build();
  }

  private static Bytes chunk(byte[] content, int index) {
    return Bytes.copyOf(
        Arrays.copyOfRange(content, index * CHUNK, Math.min(content.length, (index + 1) * CHUNK)));
  }
}
