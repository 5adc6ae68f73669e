package io.weevil.actors.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.actors.transport.Bundle.Parcel;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BundleSerializerTest {

  private static final Wire WIRE =
      new Wire(
          MessageKind.PREPARE, 7, new ReplicaId(3), Bytes.utf8("body"), Bytes.wrap(new byte[32]));

  private static final Wire OTHER =
      new Wire(
          MessageKind.REQUEST,
          -1,
          new ClientId(new Digest(Bytes.wrap(new byte[32])), 7),
          Bytes.wrap(new byte[300]),
          Bytes.EMPTY);

  private static final Bundle BUNDLE =
      new Bundle(List.of(new Parcel(0, WIRE), new Parcel(65_535, OTHER), new Parcel(3, WIRE)));

  private final BundleSerializer serializer = new BundleSerializer();

  private Object read(byte[] bytes) throws NotSerializableException {
    return serializer.fromBinary(bytes, BundleSerializer.MANIFEST);
  }

  @Test
  void aBundleComesBackAsItWas() throws Exception {
    assertThat(read(serializer.toBinary(BUNDLE))).isEqualTo(BUNDLE);
  }

  @Test
  void arteryGetsItsBufferBackInItsOwnByteOrder() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(42);
    serializer.toBinary(BUNDLE, buffer);
    buffer.flip().getInt();

    assertThat(serializer.fromBinary(buffer, BundleSerializer.MANIFEST)).isEqualTo(BUNDLE);
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void nothingOfTheBufferIsKept() throws Exception {
    byte[] bytes = serializer.toBinary(BUNDLE);
    Object read = serializer.fromBinary(ByteBuffer.wrap(bytes), BundleSerializer.MANIFEST);
    Arrays.fill(bytes, (byte) 9);

    assertThat(read).isEqualTo(BUNDLE);
  }

  @Test
  void whatIsNoBundleIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(serializer.toBinary(BUNDLE), "2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("version \"2\" of Weevil's bundle is not known here");
    assertThatThrownBy(() -> serializer.toBinary("hello"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only Weevil's bundles travel here, not java.lang.String");
    assertRefused(new byte[0], "it ends too early, after 0 bytes");
    assertRefused(new byte[] {0, 0}, "it has 0 messages, not 1 … 256");
    assertRefused(new byte[] {1, 1}, "it has 257 messages, not 1 … 256");
    assertRefused(new byte[] {0, 1, 0, 0, 0, 0, 0, 9}, "claims length 9, more than there is");
    assertRefused(new byte[] {0, 1, 0, 0, -1, 0, 0, 9}, "more than there is");
    byte[] bytes = serializer.toBinary(BUNDLE);
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), "1 bytes too many");
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), "");
    }
  }

  @Test
  void whateverComesIsRefusedOrRead() {
    Random random = new Random(20261128);
    byte[] genuine = serializer.toBinary(BUNDLE);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = genuine.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(read(bytes)).isInstanceOf(Bundle.class);
      } catch (NotSerializableException refused) {
        assertThat(refused).hasMessageContaining("byte");
      }
    }
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining(why);
  }
}
