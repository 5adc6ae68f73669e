package io.weevil.engine.authentication;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;

/** What the door made of an envelope. */
public sealed interface Opened {

  /** The message is authentic, and so is everything signed in it. */
  record Accepted(Verified<? extends WireMessage> verified) implements Opened {}

  /**
   * The primary signed a batch, these very bytes, with a request in it that this replica cannot
   * vouch for (R-ACCEPT-4).
   *
   * @param fault which request, and what is wrong with it
   * @param provable whether every third party sees it too: a forged signature or certificate, yes;
   *     a MAC that is wrong at this replica, no
   */
  record FaultyBatch(Verified<PeerMessage.OrderReq> verified, String fault, boolean provable)
      implements Opened {}

  /**
   * A client has said who it is and where it gets its replies; nothing more is to be done with its
   * HELLO.
   */
  record Introduced(ClientSession session) implements Opened {}

  /**
   * The message is to be counted by cause and dropped (R-AUTH).
   *
   * @param claimedSender who the envelope says it is from: proven only where the cause says so
   */
  record Refused(Cause cause, String detail, MessageKind kind, Party claimedSender)
      implements Opened, OpenedReply {}

  /** Why a message is refused. */
  enum Cause {
    /** For another group, or another configuration or epoch of this one. */
    WRONG_GROUP,
    /** Longer than any message of its kind; not read. */
    OVERSIZED,
    /**
     * Not for this kind of sender to say, or not to this kind of receiver: a reply to a replica,
     * say.
     */
    WRONG_DIRECTION,
    /** No other member of the group. */
    UNKNOWN_SENDER,
    /** A client without a session: it has not said HELLO, or it was forgotten since. */
    NOT_INTRODUCED,
    /** A client whose key has a session under a newer incarnation. */
    OBSOLETE_INCARNATION,
    /** Not from whom it says, not for this receiver, or changed on its way. */
    BAD_MAC,
    /** Authentic, and not what its kind says; or a HELLO or REQUEST that is no such thing. */
    MALFORMED,
    /** An authentic sender hands on what only its signer may say itself, or speaks for another. */
    WRONG_SIGNER,
    /** A signature inside does not verify. */
    FORGED_SIGNATURE,
    /** The client authority did not sign the certificate, or not for usable keys. */
    FORGED_CERTIFICATE,
    /** The client is not, or not yet, or no longer admitted. */
    EXPIRED_CERTIFICATE,
    /**
     * Authentic statements that do not amount to what they are shown for: too few, not equal, not
     * contradictory.
     */
    NOT_A_PROOF,
    /**
     * The door itself failed on the message: a defect, to be reported. Whoever found it stops no
     * replica with it.
     */
    DEFECT
  }
}
