package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import org.jspecify.annotations.Nullable;

/** A message encoded and digested once, for any number of receivers. Immutable. */
public final class Sealed {

  private final Envelopes envelopes;
  private final ReplicaKeys keys;
  private final MessageKind kind;
  private final Bytes body;
  // Null for a REQUEST, which carries its client's own authenticator, good for every replica.
  private final @Nullable Digest digest;

  Sealed(Envelopes envelopes, ReplicaKeys keys, MessageKind kind, Bytes body) {
    this.envelopes = envelopes;
    this.keys = keys;
    this.kind = kind;
    this.body = body;
    this.digest = kind == MessageKind.REQUEST ? null : envelopes.digest(kind, keys.self(), body);
  }

  /** The encoded message, the same for every receiver. */
  public Bytes body() {
    return body;
  }

  /**
   * @throws IllegalArgumentException when {@code receiver} is the sender itself or no member
   */
  public Wire to(ReplicaId receiver) {
    return to(
        receiver,
        keys.with(receiver)
            .orElseThrow(
                () -> new IllegalArgumentException(keys.self() + " sends nothing to " + receiver)));
  }

  public Wire to(ClientSession session) {
    return to(session.client(), session.key());
  }

  private Wire to(Party receiver, Authenticator key) {
    return envelopes.wire(kind, keys.self(), body, authenticator(receiver, key));
  }

  private Bytes authenticator(Party receiver, Authenticator key) {
    return digest == null ? Bytes.EMPTY : key.tag(SignedBytes.addressed(digest, receiver));
  }
}
