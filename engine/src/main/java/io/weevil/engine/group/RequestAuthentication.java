package io.weevil.engine.group;

/**
 * How clients authenticate requests (protocol.md, section 9). Part of the group's configuration
 * digest.
 */
public enum RequestAuthentication {
  /** Ed25519: any number of faulty clients can do no harm. */
  SIGNATURE,
  /**
   * A vector with one MAC a replica: fastest; only for clients trusted not to send vectors that
   * some replicas refuse.
   */
  MAC
}
