package io.weevil.actors.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class WireSerializerTest {

  private static final Wire WIRE =
      new Wire(
          MessageKind.PREPARE, 7, new ReplicaId(3), Bytes.utf8("body"), Bytes.wrap(new byte[32]));

  private final WireSerializer serializer = new WireSerializer();

  @Test
  void aWireComesBackAsItWas() throws Exception {
    assertThat(serializer.fromBinary(serializer.toBinary(WIRE), WireSerializer.MANIFEST))
        .isEqualTo(WIRE);
  }

  @Test
  void arteryGetsItsBufferBackInItsOwnByteOrder() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(42);
    serializer.toBinary(WIRE, buffer);
    buffer.flip().getInt();

    assertThat(serializer.fromBinary(buffer, WireSerializer.MANIFEST)).isEqualTo(WIRE);
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void nothingOfTheBufferIsKept() throws Exception {
    byte[] bytes = serializer.toBinary(WIRE);
    Wire read = (Wire) serializer.fromBinary(ByteBuffer.wrap(bytes), WireSerializer.MANIFEST);
    java.util.Arrays.fill(bytes, (byte) 9);

    assertThat(read).isEqualTo(WIRE);
  }

  @Test
  void whatIsNoWireIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(serializer.toBinary(WIRE), "2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("version \"2\" of Weevil's envelope is not known here");
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "1"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.toBinary("hello"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("only Weevil's envelopes travel here, not java.lang.String");
  }
}
