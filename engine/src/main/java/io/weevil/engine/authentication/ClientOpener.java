package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.ReplicaId;
import java.util.Optional;

/**
 * The door of a client: replies of replicas, and nothing else (R-AUTH). Immutable; safe to use from
 * many threads at once.
 */
public final class ClientOpener {

  private final Envelopes envelopes;
  private final ReplicaKeys keys;

  /**
   * @param keys this client's with the replicas
   */
  public ClientOpener(GroupConfiguration group, ReplicaKeys keys) {
    this.envelopes = new Envelopes(group);
    this.keys = keys;
  }

  /** Opens one envelope. Never throws, whatever it holds. */
  public OpenedReply open(Wire wire) {
    try {
      return envelopes
          .check(wire, keys.self())
          .<OpenedReply>map(fault -> fault.refuse(wire))
          .orElseGet(() -> openChecked(wire));
    } catch (MalformedMessageException e) {
      return Fault.malformed(e).refuse(wire);
    } catch (RuntimeException e) {
      return Fault.defect(e).refuse(wire);
    }
  }

  private OpenedReply openChecked(Wire wire) {
    Optional<Authenticator> key =
        wire.sender() instanceof ReplicaId replica ? keys.with(replica) : Optional.empty();
    if (key.isEmpty()) {
      return Fault.of(Opened.Cause.UNKNOWN_SENDER, wire.sender() + " is no member").refuse(wire);
    }
    if (!envelopes.isAuthentic(wire, keys.self(), key.get())) {
      return Fault.badMac(wire, keys.self()).refuse(wire);
    }
    // The direction was checked: only replies are said to a client.
    return new OpenedReply.Accepted(
        new Verified<>(wire.sender(), (ReplyMessage) envelopes.decode(wire)));
  }
}
