package io.weevil.engine.authentication;

import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureVerifier;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import java.util.Optional;

/**
 * The only door of a replica (R-AUTH). From outside to inside: the envelope's group, direction and
 * size; the MAC under the key of sender and receiver; only then the message is decoded; then what
 * is signed in it. REQUEST and HELLO carry what authenticates them in their bodies, so those are
 * decoded first, within the same limits.
 *
 * <p>One door serves any number of threads: it is immutable but for caches and the sessions, which
 * are safe to share.
 */
public final class Opener {

  private final ReplicaId self;
  private final Envelopes envelopes;
  private final ReplicaKeys keys;
  private final ClientSessions sessions;
  private final Introductions introductions;
  private final ContentChecker content;

  /**
   * @param keys this replica's with the others
   * @param agreement to agree on keys with clients
   * @param sessions filled by this door, read by whoever answers clients
   */
  public Opener(
      ReplicaId self,
      GroupConfiguration group,
      ReplicaKeys keys,
      KeyAgreement agreement,
      SignatureVerifier verifier,
      ClientSessions sessions) {
    this.self = self;
    this.envelopes = new Envelopes(group);
    this.keys = keys;
    this.sessions = sessions;
    Signatures signatures = new Signatures(group, verifier);
    Admissions admissions = new Admissions(signatures, agreement, group.limits().maxClients());
    this.introductions = new Introductions(self, envelopes, admissions, sessions);
    this.content =
        new ContentChecker(
            group,
            signatures,
            new RequestChecker(self, group, verifier, admissions),
            new EvidenceChecker(group, verifier),
            new SpotCheck(keys, group.quorums().members().toList(), group.digest()));
  }

  /**
   * Opens one envelope. Never throws, whatever it holds.
   *
   * @param now the time by which clients are admitted
   */
  public Opened open(Wire wire, Timestamp now) {
    try {
      return envelopes
          .check(wire, self)
          .<Opened>map(fault -> fault.refuse(wire))
          .orElseGet(() -> openChecked(wire, now));
    } catch (MalformedMessageException e) {
      return Fault.malformed(e).refuse(wire);
    } catch (RuntimeException e) {
      return Fault.defect(e).refuse(wire);
    }
  }

  private Opened openChecked(Wire wire, Timestamp now) {
    return switch (wire.sender()) {
      case ReplicaId replica -> openPeer(wire, replica);
      case ClientId client when wire.kind() == MessageKind.HELLO ->
          introductions.open(wire, client, now);
      case ClientId client when wire.kind() == MessageKind.REQUEST ->
          openRequest(wire, client, now);
      case ClientId client -> openIntroduced(wire, client, now);
    };
  }

  private Opened openPeer(Wire wire, ReplicaId sender) {
    Optional<Authenticator> key = keys.with(sender);
    if (key.isEmpty()) {
      return Fault.of(Cause.UNKNOWN_SENDER, sender + " is no other member").refuse(wire);
    }
    if (!envelopes.isAuthentic(wire, self, key.get())) {
      return Fault.badMac(wire, self).refuse(wire);
    }
    // The direction was checked: replicas say nothing else to replicas.
    PeerMessage message = (PeerMessage) envelopes.decode(wire);
    Optional<Fault> fault = content.check(sender, message);
    if (fault.isPresent()) {
      return fault.get().refuse(wire);
    }
    return message instanceof PeerMessage.OrderReq orderReq
        ? openBatch(new Verified<>(sender, orderReq))
        : accept(wire, message);
  }

  private Opened openBatch(Verified<PeerMessage.OrderReq> verified) {
    PeerMessage.OrderReq orderReq = verified.message();
    if (!orderReq.batch().digest().equals(orderReq.header().header().batch())) {
      // Not the bytes that the primary signed: the backup fetches those elsewhere (R-ACCEPT-3).
      return new Opened.Accepted(verified);
    }
    return content
        .checkRequests(orderReq.batch())
        .<Opened>map(fault -> new Opened.FaultyBatch(verified, fault.detail(), fault.provable()))
        .orElseGet(() -> new Opened.Accepted(verified));
  }

  private Opened openRequest(Wire wire, ClientId sender, Timestamp now) {
    ClientMessage.Ask ask = (ClientMessage.Ask) envelopes.decode(wire);
    if (!ask.request().client().equals(sender)) {
      return Fault.of(Cause.WRONG_SIGNER, "a request of " + ask.request().client()).refuse(wire);
    }
    if (!ask.request().admission().admits(now)) {
      return Fault.expired(wire).refuse(wire);
    }
    return content
        .check(ask)
        .<Opened>map(fault -> fault.refuse(wire))
        .orElseGet(() -> accept(wire, ask));
  }

  private Opened openIntroduced(Wire wire, ClientId sender, Timestamp now) {
    Optional<ClientSession> session = sessions.find(sender);
    if (session.isEmpty()) {
      return Fault.of(Cause.NOT_INTRODUCED, sender + " has no session").refuse(wire);
    }
    if (!envelopes.isAuthentic(wire, self, session.get().key())) {
      return Fault.badMac(wire, self).refuse(wire);
    }
    if (!session.get().certificate().admits(now)) {
      return Fault.expired(wire).refuse(wire);
    }
    ClientMessage message = (ClientMessage) envelopes.decode(wire);
    return content
        .check(message)
        .<Opened>map(fault -> fault.refuse(wire))
        .orElseGet(() -> accept(wire, message));
  }

  private static Opened accept(Wire wire, WireMessage message) {
    return new Opened.Accepted(new Verified<>(wire.sender(), message));
  }
}
