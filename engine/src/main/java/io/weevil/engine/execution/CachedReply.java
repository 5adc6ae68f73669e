package io.weevil.engine.execution;

import io.weevil.engine.message.Result;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;

/**
 * What an executed request's replies are made of: the same on every replica, so no view, grade or
 * replica (R-CHECKPOINT).
 *
 * @param number the request's
 * @param slot where it was executed
 * @param history {@code h_s} of that slot
 * @param outcomes its result, encoded
 * @param digest the SHA-256 digest of {@code outcomes}
 */
public record CachedReply(long number, Slot slot, Digest history, Bytes outcomes, Digest digest) {

  Result inFull() {
    return new Result(digest, outcomes);
  }

  Result digestOnly() {
    return new Result(digest, null);
  }
}
