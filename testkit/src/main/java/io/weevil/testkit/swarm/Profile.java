package io.weevil.testkit.swarm;

/** Which kinds of faults a seed may draw. */
public enum Profile {
  /** A network that loses, delays, repeats, reorders, spoils, and falls apart. */
  NETWORK,
  /** Processes that die, restart, stand still, are slow, or have a clock of their own. */
  CRASH,
  /** Replicas and clients that lie. */
  BYZANTINE,
  /** All of these at once. */
  ALL;

  boolean has(Profile kind) {
    return this == ALL || this == kind;
  }
}
