package io.weevil.engine.authentication;

import io.weevil.engine.message.ReplyMessage;

/** What a client's door made of an envelope. */
public sealed interface OpenedReply permits OpenedReply.Accepted, Opened.Refused {

  /** The reply is from its replica. What is signed in it is not checked yet (R-LATE). */
  record Accepted(Verified<? extends ReplyMessage> verified) implements OpenedReply {}
}
