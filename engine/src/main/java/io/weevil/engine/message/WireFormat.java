package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The envelope as one frame of bytes, numbers big-endian:
 *
 * <pre>
 * version 1 · kind 1 · group 8 · sender · body length 4 · body · authenticator length 1 · authenticator (0 or 32)
 * sender  = 0 · index 2                         a replica
 *         | 1 · key digest 32 · incarnation 8   a client
 * </pre>
 *
 * A buffer's own byte order is never changed: it belongs to whoever lends the buffer.
 */
public final class WireFormat {

  /** The first byte of every frame. */
  public static final byte VERSION = 1;

  private static final int REPLICA = 0;
  private static final int CLIENT = 1;
  private static final int MAX_INDEX = 0xffff;
  private static final int HEAD_BYTES = 1 + 1 + Long.BYTES;
  private static final int REPLICA_BYTES = 1 + Short.BYTES;
  private static final int CLIENT_BYTES = 1 + Digest.SIZE + Long.BYTES;
  private static final int LENGTH_BYTES = Integer.BYTES + 1;

  /** What a frame has beside body, at most. */
  public static final int OVERHEAD_BYTES =
      HEAD_BYTES + CLIENT_BYTES + LENGTH_BYTES + RequestCodec.MAC_BYTES;

  private static final @Nullable MessageKind[] KINDS = new MessageKind[256];

  static {
    for (MessageKind kind : MessageKind.values()) {
      KINDS[kind.code()] = kind;
    }
  }

  private WireFormat() {}

  /** How many bytes the frame has. */
  public static int size(Wire wire) {
    int sender =
        switch (wire.sender()) {
          case ReplicaId replica -> REPLICA_BYTES;
          case ClientId client -> CLIENT_BYTES;
        };
    return HEAD_BYTES + sender + LENGTH_BYTES + wire.body().size() + wire.authenticator().size();
  }

  public static byte[] toBytes(Wire wire) {
    ByteBuffer out = ByteBuffer.allocate(size(wire));
    write(wire, out);
    return out.array();
  }

  /**
   * Writes the frame at the buffer's position and moves it behind.
   *
   * @throws java.nio.BufferOverflowException when there is no room; the frame is then not there in
   *     full
   */
  public static void write(Wire wire, ByteBuffer buffer) {
    ByteBuffer out = bigEndian(buffer);
    out.put(VERSION).put((byte) wire.kind().code()).putLong(wire.group());
    writeSender(out, wire.sender());
    wire.body().putInto(out.putInt(wire.body().size()));
    wire.authenticator().putInto(out.put(authenticatorLength(wire.authenticator())));
    buffer.position(buffer.position() + out.position());
  }

  private static void writeSender(ByteBuffer out, Party sender) {
    switch (sender) {
      case ReplicaId(int index) -> out.put((byte) REPLICA).putShort(index(index));
      case ClientId(Digest key, long incarnation) ->
          out.put((byte) CLIENT).put(key.value().unsafeArray()).putLong(incarnation);
    }
  }

  private static short index(int index) {
    if (index > MAX_INDEX) {
      throw new IllegalArgumentException(
          "a replica's index is at most " + MAX_INDEX + ", not " + index);
    }
    return (short) index;
  }

  private static byte authenticatorLength(Bytes authenticator) {
    if (!isAuthenticatorLength(authenticator.size())) {
      throw new IllegalArgumentException(
          "an authenticator has 0 or "
              + RequestCodec.MAC_BYTES
              + " bytes, not "
              + authenticator.size());
    }
    return (byte) authenticator.size();
  }

  private static boolean isAuthenticatorLength(int length) {
    return length == 0 || length == RequestCodec.MAC_BYTES;
  }

  /**
   * The envelope of a frame.
   *
   * @throws MalformedMessageException when it is none, and nothing else
   */
  public static Wire fromBytes(byte[] frame) {
    return fromBytes(ByteBuffer.wrap(frame));
  }

  /**
   * The envelope of the frame that fills the buffer from its position to its limit. Everything is
   * copied out, and the position moved to the limit.
   *
   * @throws MalformedMessageException when it is none, and nothing else
   */
  public static Wire fromBytes(ByteBuffer buffer) {
    ByteBuffer in = bigEndian(buffer);
    try {
      Wire wire = read(in);
      buffer.position(buffer.limit());
      return wire;
    } catch (BufferUnderflowException tooShort) {
      throw malformed(in, "the frame ends too early, after " + in.limit() + " bytes");
    } catch (IllegalArgumentException objection) {
      throw malformed(in, String.valueOf(objection.getMessage()));
    }
  }

  private static ByteBuffer bigEndian(ByteBuffer buffer) {
    return buffer.slice().order(ByteOrder.BIG_ENDIAN);
  }

  private static Wire read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw malformed(in, "version " + version + " is not known here, only " + VERSION);
    }
    MessageKind kind = kind(in);
    long group = in.getLong();
    Party sender = sender(in);
    Bytes body = body(in);
    Wire wire = new Wire(kind, group, sender, body, authenticator(in));
    if (in.hasRemaining()) {
      throw malformed(in, in.remaining() + " bytes too many");
    }
    return wire;
  }

  private static MessageKind kind(ByteBuffer in) {
    int code = in.get() & 0xff;
    MessageKind kind = KINDS[code];
    if (kind == null) {
      throw malformed(in, "there is no message kind " + code);
    }
    return kind;
  }

  private static Party sender(ByteBuffer in) {
    int type = in.get();
    return switch (type) {
      case REPLICA -> new ReplicaId(in.getShort() & MAX_INDEX);
      case CLIENT -> new ClientId(new Digest(bytes(in, Digest.SIZE)), in.getLong());
      default -> throw malformed(in, "a sender is a replica, 0, or a client, 1, not " + type);
    };
  }

  private static Bytes body(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw malformed(
          in,
          "the body claims "
              + Integer.toUnsignedString(length)
              + " bytes with "
              + in.remaining()
              + " left");
    }
    return bytes(in, length);
  }

  private static Bytes authenticator(ByteBuffer in) {
    int length = in.get() & 0xff;
    if (!isAuthenticatorLength(length)) {
      throw malformed(
          in, "an authenticator has 0 or " + RequestCodec.MAC_BYTES + " bytes, not " + length);
    }
    return bytes(in, length);
  }

  /** Copies {@code length} bytes, known to be few: checked against what is left, or fixed. */
  private static Bytes bytes(ByteBuffer in, int length) {
    byte[] content = new byte[length];
    in.get(content);
    return Bytes.wrap(content);
  }

  private static MalformedMessageException malformed(ByteBuffer in, String fault) {
    return new MalformedMessageException("envelope", in.position(), fault);
  }
}
