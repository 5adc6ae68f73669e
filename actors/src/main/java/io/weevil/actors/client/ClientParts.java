package io.weevil.actors.client;

import io.weevil.actors.configuration.TransportSettings;
import io.weevil.actors.role.NodeClock;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.transport.ArteryTransport;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.crypto.SignatureScheme;

/**
 * What a client is put together from, beside its settings.
 *
 * @param clock also makes the client's incarnation: it must have advanced since the client was
 *     started last
 * @param listener hears what happens, beside the log
 * @param signatures the same for the whole group and its clients
 */
public record ClientParts(
    Transport.Factory transport,
    NodeClock clock,
    NodeListener listener,
    SignatureScheme signatures) {

  /**
   * Artery, and the machine's clock. The client has a port of its own; many clients in one process
   * do better on one {@link io.weevil.actors.transport.ArteryNode}, see {@link #withTransport}.
   */
  public static ClientParts standard(TransportSettings transport) {
    return new ClientParts(
        ArteryTransport.factory(transport),
        NodeClock.system(),
        NodeListener.NONE,
        SignatureScheme.ED25519);
  }

  public ClientParts withListener(NodeListener other) {
    return new ClientParts(transport, clock, other, signatures);
  }

  public ClientParts withTransport(Transport.Factory other) {
    return new ClientParts(other, clock, listener, signatures);
  }

  public ClientParts withClock(NodeClock other) {
    return new ClientParts(transport, other, listener, signatures);
  }

  /** The whole group must use the same. */
  public ClientParts withSignatures(SignatureScheme other) {
    return new ClientParts(transport, clock, listener, other);
  }
}
