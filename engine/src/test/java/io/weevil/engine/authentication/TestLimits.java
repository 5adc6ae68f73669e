package io.weevil.engine.authentication;

import io.weevil.engine.group.Limits;

/** Limits for tests. */
final class TestLimits {

  /** Not the default: a group with them has another digest. */
  static final Limits OTHER = small(10_000);

  private TestLimits() {}

  /** Small ones, with room for so many clients. */
  static Limits small(int maxClients) {
    return new Limits(
        64,
        512,
        256,
        maxClients,
        16,
        64 * 1024,
        32 * 1024,
        32 * 1024,
        Limits.DEFAULT.allowedClockDrift());
  }
}
