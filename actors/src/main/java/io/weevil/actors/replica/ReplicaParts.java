package io.weevil.actors.replica;

import io.weevil.actors.configuration.TransportSettings;
import io.weevil.actors.role.NodeClock;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.PromiseStore;
import io.weevil.actors.transport.ArteryTransport;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.crypto.SignatureScheme;

/**
 * What a replica is put together from, beside its settings and its service.
 *
 * @param listener hears what happens, beside the log
 * @param signatures the same for the whole group and its clients
 */
public record ReplicaParts(
    Transport.Factory transport,
    NodeClock clock,
    PromiseStore promises,
    NodeListener listener,
    SignatureScheme signatures) {

  /** Artery, the machine's clock, promises that are kept nowhere. */
  public static ReplicaParts standard(TransportSettings transport) {
    return new ReplicaParts(
        ArteryTransport.factory(transport),
        NodeClock.system(),
        PromiseStore.NONE,
        NodeListener.NONE,
        SignatureScheme.ED25519);
  }

  public ReplicaParts withListener(NodeListener other) {
    return new ReplicaParts(transport, clock, promises, other, signatures);
  }

  public ReplicaParts withTransport(Transport.Factory other) {
    return new ReplicaParts(other, clock, promises, listener, signatures);
  }

  public ReplicaParts withClock(NodeClock other) {
    return new ReplicaParts(transport, other, promises, listener, signatures);
  }

  /** The whole group must use the same. */
  public ReplicaParts withSignatures(SignatureScheme other) {
    return new ReplicaParts(transport, clock, promises, listener, other);
  }
}
