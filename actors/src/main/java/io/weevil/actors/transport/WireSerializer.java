package io.weevil.actors.transport;

import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireFormat;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Envelopes on Artery's wire. Everything is copied out of the buffer, which Artery uses again, and
 * the buffer's byte order, which is Artery's too, stays as it is.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /** Names this serializer on the wire: fixed for ever. */
  public static final int IDENTIFIER = 388_721;

  /** Version 1 of the envelope. */
  static final String MANIFEST = "1";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object message) {
    return WireFormat.toBytes(requireWire(message));
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    WireFormat.write(requireWire(message), buffer);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException(
          "version " + abbreviate(manifest) + " of Weevil's envelope is not known here");
    }
    try {
      return WireFormat.fromBytes(buffer);
    } catch (MalformedMessageException malformed) {
      throw new NotSerializableException(malformed.getMessage());
    }
  }

  private static Wire requireWire(Object message) {
    if (message instanceof Wire wire) {
      return wire;
    }
    throw new IllegalArgumentException(
        "only Weevil's envelopes travel here, not " + message.getClass().getName());
  }

  private static String abbreviate(String text) {
    return text.length() <= 16 ? "\"" + text + "\"" : "\"" + text.substring(0, 16) + "…\"";
  }
}
