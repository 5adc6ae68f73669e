package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Makes envelopes and looks at them from outside, the same way on both sides. Immutable. */
final class Envelopes {

  private final long group;
  private final SignedBytes signedBytes;
  private final WireCodec codec;

  Envelopes(GroupConfiguration configuration) {
    Digest digest = configuration.digest();
    this.group = prefix(digest);
    this.signedBytes = new SignedBytes(digest);
    this.codec = new WireCodec(configuration.limits(), configuration.n());
  }

  private static long prefix(Digest digest) {
    return ByteBuffer.wrap(digest.value().unsafeArray()).getLong();
  }

  Bytes encode(WireMessage message) {
    return codec.encode(message);
  }

  Wire wire(MessageKind kind, Party sender, Bytes body, Bytes authenticator) {
    return new Wire(kind, group, sender, body, authenticator);
  }

  /** What the MACs of a message cover but for the receiver. */
  Digest digest(MessageKind kind, Party sender, Bytes body) {
    return signedBytes.envelope(kind.code(), sender, body);
  }

  /**
   * What can be refused before anything is computed: another group's, too long, or not for this
   * sender and receiver.
   */
  Optional<Fault> check(Wire wire, Party receiver) {
    if (wire.group() != group) {
      return Optional.of(
          Fault.of(Opened.Cause.WRONG_GROUP, "for group " + Long.toHexString(wire.group())));
    }
    if (!isSaid(wire.kind(), wire.sender(), receiver)) {
      return Optional.of(Fault.of(Opened.Cause.WRONG_DIRECTION, wire.kind() + " to " + receiver));
    }
    int limit = codec.maxBodyBytes(wire.kind());
    return wire.body().size() <= limit
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                Opened.Cause.OVERSIZED,
                wire.body().size() + " bytes; " + wire.kind() + " has at most " + limit));
  }

  /** Whether the MAC binds kind, sender, receiver, group and body. */
  boolean isAuthentic(Wire wire, Party receiver, Authenticator key) {
    Digest envelope = digest(wire.kind(), wire.sender(), wire.body());
    return key.verify(SignedBytes.addressed(envelope, receiver), wire.authenticator());
  }

  /**
   * The message inside.
   *
   * @throws MalformedMessageException when there is none
   */
  WireMessage decode(Wire wire) {
    return codec.decode(wire.kind(), wire.body());
  }

  /** Who says what to whom: the one table of it. */
  private static boolean isSaid(MessageKind kind, Party sender, Party receiver) {
    return switch (kind) {
      case ORDER_REQ,
          PREPARE,
          COMMIT,
          CHECKPOINT,
          STABLE_PROOF,
          NO_CONFIDENCE,
          FILL_HOLE,
          FETCH,
          FETCHED,
          STATUS,
          RELAY,
          VIEW_CHANGE,
          NEW_VIEW,
          STATE_REQUEST,
          STATE_CHUNK,
          ACCUSATION ->
          sender instanceof ReplicaId && receiver instanceof ReplicaId;
      case MISBEHAVIOR -> receiver instanceof ReplicaId;
      case HELLO, REQUEST, COMMIT_CERTIFICATE, RESULT_REQUEST, STATUS_QUERY ->
          sender instanceof ClientId && receiver instanceof ReplicaId;
      case SPEC_RESPONSE, LOCAL_COMMIT, READ_REPLY, REFUSED, STATUS_REPORT ->
          sender instanceof ReplicaId && receiver instanceof ClientId;
    };
  }
}
