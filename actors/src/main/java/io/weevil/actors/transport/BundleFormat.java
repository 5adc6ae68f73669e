package io.weevil.actors.transport;

import io.weevil.actors.transport.Bundle.Parcel;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.WireFormat;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A bundle as bytes, numbers big-endian:
 *
 * <pre>
 * count 2 · (endpoint 2 · length 4 · envelope) …      count at least 1
 * </pre>
 *
 * A buffer's own byte order is never changed: it belongs to whoever lends the buffer.
 */
final class BundleFormat {

  /** So many messages travel at once, at most. */
  static final int MOST = 256;

  static final int COUNT_BYTES = Short.BYTES;

  private BundleFormat() {}

  /** How many bytes a message takes in a bundle. */
  static int size(Parcel parcel) {
    return Short.BYTES + Integer.BYTES + WireFormat.size(parcel.wire());
  }

  static int size(Bundle bundle) {
    return COUNT_BYTES + bundle.parcels().stream().mapToInt(BundleFormat::size).sum();
  }

  static void write(Bundle bundle, ByteBuffer buffer) {
    ByteBuffer out = buffer.slice().order(ByteOrder.BIG_ENDIAN);
    out.putShort((short) bundle.parcels().size());
    for (Parcel parcel : bundle.parcels()) {
      out.putShort((short) parcel.endpoint()).putInt(WireFormat.size(parcel.wire()));
      WireFormat.write(parcel.wire(), out);
    }
    buffer.position(buffer.position() + out.position());
  }

  /**
   * The bundle that fills the buffer from its position to its limit. Everything is copied out.
   *
   * @throws MalformedMessageException when it is none, and nothing else
   */
  static Bundle read(ByteBuffer buffer) {
    ByteBuffer in = buffer.slice().order(ByteOrder.BIG_ENDIAN);
    try {
      Bundle bundle = parcels(in);
      buffer.position(buffer.limit());
      return bundle;
    } catch (BufferUnderflowException tooShort) {
      throw malformed(in, "it ends too early, after " + in.limit() + " bytes");
    }
  }

  private static Bundle parcels(ByteBuffer in) {
    int count = in.getShort() & 0xffff;
    if (count == 0 || count > MOST) {
      throw malformed(in, "it has " + count + " messages, not 1 … " + MOST);
    }
    List<Parcel> parcels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parcels.add(parcel(in));
    }
    if (in.hasRemaining()) {
      throw malformed(in, in.remaining() + " bytes too many");
    }
    return new Bundle(parcels);
  }

  private static Parcel parcel(ByteBuffer in) {
    int endpoint = in.getShort() & 0xffff;
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw malformed(in, "a message claims length " + length + ", more than there is");
    }
    Parcel parcel = new Parcel(endpoint, WireFormat.fromBytes(in.slice(in.position(), length)));
    in.position(in.position() + length);
    return parcel;
  }

  private static MalformedMessageException malformed(ByteBuffer in, String fault) {
    return new MalformedMessageException("bundle", in.position(), fault);
  }
}
