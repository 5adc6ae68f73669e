package io.weevil.engine.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

@Rule("R-AUTH")
class WireFormatTest {

  private static final String HEAD = "0103" + "00000000000000ff";
  private static final String REPLICA_2 = "000002";
  private static final String BODY = "00000002" + "8100";
  private static final String NO_MAC = "00";

  private static Wire read(String hex) {
    return WireFormat.fromBytes(Bytes.ofHex(hex).toArray());
  }

  private static void refuses(String hex, String because) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("envelope, byte ")
        .hasMessageContaining(because);
  }

  @Test
  void aFrameIsReadFieldByField() {
    Wire expected =
        new Wire(MessageKind.COMMIT, 255, new ReplicaId(2), Bytes.ofHex("8100"), Bytes.EMPTY);
    assertThat(read(HEAD + REPLICA_2 + BODY + NO_MAC)).isEqualTo(expected);
  }

  @Test
  void anUnknownVersionKindOrSenderIsRefused() {
    refuses("0203" + HEAD.substring(4) + REPLICA_2 + BODY + NO_MAC, "version 2 is not known here");
    refuses("0100" + HEAD.substring(4) + REPLICA_2 + BODY + NO_MAC, "there is no message kind 0");
    refuses("01ff" + HEAD.substring(4) + REPLICA_2 + BODY + NO_MAC, "there is no message kind 255");
    refuses(HEAD + "020002" + BODY + NO_MAC, "a sender is a replica, 0, or a client, 1, not 2");
    refuses(HEAD + "01" + "aa".repeat(32) + "0000000000000000" + BODY + NO_MAC, "incarnation");
  }

  @Test
  void aLengthIsNotBelieved() {
    refuses(HEAD + REPLICA_2 + "7fffffff" + "8100" + NO_MAC, "claims 2147483647 bytes with 3 left");
    refuses(HEAD + REPLICA_2 + "ffffffff" + "8100" + NO_MAC, "claims 4294967295 bytes with 3 left");
    refuses(HEAD + REPLICA_2 + "00000004" + "8100" + NO_MAC, "claims 4 bytes with 3 left");
  }

  @Test
  void anAuthenticatorIsAMacOrNothing() {
    assertThat(read(HEAD + REPLICA_2 + BODY + "20" + "aa".repeat(32)).authenticator().size())
        .isEqualTo(32);
    refuses(HEAD + REPLICA_2 + BODY + "1f" + "aa".repeat(31), "0 or 32 bytes, not 31");
    refuses(HEAD + REPLICA_2 + BODY + "ff" + "aa".repeat(255), "0 or 32 bytes, not 255");
  }

  @Test
  void nothingMayFollowAndNothingMayLack() {
    refuses(HEAD + REPLICA_2 + BODY + NO_MAC + "00", "1 bytes too many");
    refuses(HEAD + REPLICA_2 + BODY, "ends too early");
    refuses("", "ends too early");
  }

  @Test
  void aBufferLentForReadingStaysAsItWasWhenTheFrameIsRefused() {
    ByteBuffer lent = ByteBuffer.wrap(Bytes.ofHex("0000" + HEAD).toArray());
    lent.order(ByteOrder.LITTLE_ENDIAN).position(2);
    assertThatThrownBy(() -> WireFormat.fromBytes(lent))
        .isInstanceOf(MalformedMessageException.class);
    assertThat(lent.position()).isEqualTo(2);
    assertThat(lent.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void whatNoFrameCanHoldIsNotWritten() {
    Wire wire =
        new Wire(MessageKind.COMMIT, 255, new ReplicaId(2), Bytes.ofHex("8100"), Bytes.EMPTY);
    assertThatThrownBy(() -> WireFormat.write(wire, ByteBuffer.allocate(WireFormat.size(wire) - 1)))
        .isInstanceOf(BufferOverflowException.class);
    Wire far = new Wire(wire.kind(), 255, new ReplicaId(65_536), wire.body(), Bytes.EMPTY);
    assertThatThrownBy(() -> WireFormat.toBytes(far)).hasMessageContaining("at most 65535");
    Wire halfMac = new Wire(wire.kind(), 255, wire.sender(), wire.body(), Bytes.ofHex("aa"));
    assertThatThrownBy(() -> WireFormat.toBytes(halfMac)).hasMessageContaining("0 or 32 bytes");
  }
}
