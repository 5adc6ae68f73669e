package io.weevil.actors.transport;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Stands where Pekko has serializers that nobody shall name in a message from outside: some of them
 * read files and open connections for whoever does. Their identifiers are then unknown, and such a
 * message is refused unread.
 */
public final class RefusingSerializer extends SerializerWithStringManifest {

  private static final int IDENTIFIER = 388_722;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return "";
  }

  @Override
  public byte[] toBinary(Object message) {
    throw new IllegalArgumentException(
        "only Weevil's envelopes travel here, not " + message.getClass().getName());
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    throw new NotSerializableException("only Weevil's envelopes travel here");
  }

  /** One is as good as another: Pekko refuses two different serializers of one identifier. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RefusingSerializer;
  }

  @Override
  public int hashCode() {
    return IDENTIFIER;
  }
}
