package io.weevil.actors.transport;

import io.weevil.engine.message.MalformedMessageException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Bundles of envelopes on Artery's wire. Everything is copied out of the buffer, which Artery uses
 * again, and the buffer's byte order, which is Artery's too, stays as it is.
 */
public final class BundleSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /** Names this serializer on the wire: fixed for ever. */
  public static final int IDENTIFIER = 388_721;

  /** Version 1 of the bundle. */
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
    Bundle bundle = requireBundle(message);
    ByteBuffer out = ByteBuffer.allocate(BundleFormat.size(bundle));
    BundleFormat.write(bundle, out);
    return out.array();
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    BundleFormat.write(requireBundle(message), buffer);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException(
          "version " + abbreviate(manifest) + " of Weevil's bundle is not known here");
    }
    try {
      return BundleFormat.read(buffer);
    } catch (MalformedMessageException malformed) {
      throw new NotSerializableException(malformed.getMessage());
    }
  }

  private static Bundle requireBundle(Object message) {
    if (message instanceof Bundle bundle) {
      return bundle;
    }
    throw new IllegalArgumentException(
        "only Weevil's bundles travel here, not " + message.getClass().getName());
  }

  private static String abbreviate(String text) {
    return text.length() <= 16 ? "\"" + text + "\"" : "\"" + text.substring(0, 16) + "…\"";
  }
}
