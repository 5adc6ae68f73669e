package io.weevil.actors.transport;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.message.Wire;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Carries messages between nodes. It may lose, repeat and reorder them, and it authenticates
 * nobody: all of that is the protocol's business. Any thread may call it; nothing blocks.
 */
public interface Transport {

  /**
   * Sends a message, or loses it. A message that can never be sent is counted, see {@link
   * TransportStatistics}.
   */
  void send(PeerAddress to, Wire wire);

  /** Where this node is reached, the port that was really bound included. */
  PeerAddress address();

  TransportStatistics statistics();

  /** Stops listening and sending. Completes when the port is free again. */
  CompletionStage<Void> stop();

  /** Completes when it has stopped, whether it was told to or failed. */
  CompletionStage<Void> stopped();

  /** Takes what arrives. Called by one thread at a time; must neither block nor throw. */
  @FunctionalInterface
  interface Receiver {
    void receive(Wire wire);
  }

  /** Starts a transport. */
  @FunctionalInterface
  interface Factory {
    /**
     * @param address under which others reach this node; port 0 for any free one
     * @param bind where to listen; the same as {@code address} where nothing translates addresses
     * @param threads the node's own, for a transport that brings none
     * @throws TransportException when nothing can listen there
     */
    Transport start(PeerAddress address, PeerAddress bind, Receiver receiver, Executor threads);
  }
}
