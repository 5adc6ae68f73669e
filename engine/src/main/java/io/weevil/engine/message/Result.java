package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A request's result: always its digest, and the bytes from the replica that returns it in full.
 *
 * @param full the encoded outcomes ({@link Outcomes}), or null for the digest only. That it hashes
 *     to {@code digest} is checked where it is received.
 */
public record Result(Digest digest, @Nullable Bytes full) {

  public Result withoutBytes() {
    return full == null ? this : new Result(digest, null);
  }
}
