package io.weevil.actors.configuration;

import io.weevil.engine.group.ClientCertificate;
import java.time.Duration;

/**
 * One client.
 *
 * @param address under which replicas reach it; port 0 for any free port
 * @param bind where it listens
 * @param maxWaitingCalls calls that may wait for a place in the window
 */
public record ClientSettings(
    String name,
    KeyFile key,
    ClientCertificate certificate,
    PeerAddress address,
    PeerAddress bind,
    int maxWaitingCalls,
    TimerSettings timers) {

  /** When a client grows impatient. */
  public record TimerSettings(
      Duration fastPathMin,
      Duration fastPathMax,
      Duration retransmissionMin,
      Duration retransmissionMax,
      Duration call,
      Duration introduction) {}
}
