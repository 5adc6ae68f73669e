package io.weevil.engine.authentication;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;

/**
 * Puts one party's messages, a replica's or a client's, into envelopes (R-AUTH). Immutable; safe to
 * use from many threads.
 */
public final class Sealer {

  private final Envelopes envelopes;
  private final ReplicaKeys keys;

  /**
   * @param keys the sender's with the replicas
   */
  public Sealer(GroupConfiguration group, ReplicaKeys keys) {
    this.envelopes = new Envelopes(group);
    this.keys = keys;
  }

  /** Encodes and digests the message, once for all receivers. */
  public Sealed encode(WireMessage message) {
    return new Sealed(envelopes, keys, MessageKind.of(message), envelopes.encode(message));
  }

  /**
   * For one replica.
   *
   * @throws IllegalArgumentException when {@code receiver} is the sender itself or no member
   */
  public Wire seal(WireMessage message, ReplicaId receiver) {
    return encode(message).to(receiver);
  }

  /** For one client. */
  public Wire seal(ReplyMessage message, ClientSession receiver) {
    return encode(message).to(receiver);
  }
}
