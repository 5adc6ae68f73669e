package io.weevil.testkit.actors;

import io.weevil.actors.configuration.PeerAddress;

/** Which of two twins a replica or client talks with, from moment to moment. */
@FunctionalInterface
public interface TwinSplit {

  /** Who is in touch. */
  enum Side {
    FIRST,
    SECOND,
    BOTH,
    NEITHER
  }

  /** Asked whenever a message leaves {@code other} for the twins, or one of them for it. */
  Side sideOf(PeerAddress other);
}
