package io.weevil.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BytesTest {

  private static final Bytes WHOLE = Bytes.ofHex("000102030405060708");

  @Property
  void aPartIsWhatItsCopyIs(
      @ForAll @Size(max = 40) byte[] content,
      @ForAll @IntRange(max = 40) int before,
      @ForAll @IntRange(max = 40) int behind) {
    int from = Math.min(before, content.length);
    int size = content.length - from - Math.min(behind, content.length - from);
    Bytes part = Bytes.copyOf(content).slice(from, size);
    byte[] expected = Arrays.copyOfRange(content, from, from + size);
    Bytes copy = Bytes.wrap(expected);
    assertThat(part).isEqualTo(copy).hasSameHashCodeAs(copy).hasToString(copy.toString());
    assertThat(copy).isEqualTo(part);
    assertThat(part.size()).isEqualTo(size);
    assertThat(part.toArray()).isEqualTo(expected);
    assertThat(part.unsafeArray()).isEqualTo(expected);
    assertThat(part.toHex()).isEqualTo(copy.toHex());
    assertThat(part.toUtf8()).isEqualTo(copy.toUtf8());
    assertThat(part.compact()).isEqualTo(copy);
    ByteBuffer buffer = ByteBuffer.allocate(size);
    part.putInto(buffer);
    assertThat(buffer.array()).isEqualTo(expected);
  }

  @Test
  void aPartOfAPart() {
    Bytes part = WHOLE.slice(2, 5).slice(1, 3);
    assertThat(part.toHex()).isEqualTo("030405");
    assertThat(part.at(2)).isEqualTo((byte) 5);
    assertThatThrownBy(() -> part.at(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPartLetsNobodyChangeTheWhole() {
    WHOLE.slice(0, 3).unsafeArray()[0] = 99;
    assertThat(WHOLE.at(0)).isZero();
  }

  @Test
  void whatIsWholeIsNotCopied() {
    assertThat(WHOLE.compact()).isSameAs(WHOLE);
    assertThat(WHOLE.slice(0, 9).unsafeArray()).isSameAs(WHOLE.unsafeArray());
    assertThat(WHOLE.slice(4, 0)).isSameAs(Bytes.EMPTY);
  }
}
