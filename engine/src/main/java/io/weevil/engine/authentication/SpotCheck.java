package io.weevil.engine.authentication;

import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Draws the share of a primary's headers whose signatures are looked at as they come (R-LATE). The
 * primary cannot tell which: they are drawn with a secret that takes the keys of all to know.
 */
final class SpotCheck {

  /** One of so many. */
  static final int SHARE = 16;

  private final long secret;

  /**
   * @param group the group configuration's digest
   */
  SpotCheck(ReplicaKeys keys, List<ReplicaId> members, Digest group) {
    this.secret =
        members.stream()
            .flatMap(each -> keys.with(each).stream())
            .mapToLong(key -> first(key.tag(group.value()).unsafeArray()))
            .reduce(0, (a, b) -> a ^ b);
  }

  boolean isDue(SignedHeader header) {
    long drawn = first(header.header().history().value().unsafeArray()) ^ secret;
    drawn = (drawn ^ (drawn >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
    return (drawn ^ (drawn >>> 29)) % SHARE == 0;
  }

  private static long first(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
