package io.weevil.engine.authentication;

import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Party;

/**
 * What is wrong with a message's content.
 *
 * @param provable whether every third party sees it too
 */
record Fault(Opened.Cause cause, String detail, boolean provable) {

  /** A fault that everybody sees. */
  static Fault provable(Opened.Cause cause, String detail) {
    return new Fault(cause, detail, true);
  }

  /** A fault that only this replica can see. */
  static Fault of(Opened.Cause cause, String detail) {
    return new Fault(cause, detail, false);
  }

  static Fault malformed(MalformedMessageException e) {
    return of(Opened.Cause.MALFORMED, String.valueOf(e.getMessage()));
  }

  static Fault badMac(Wire wire, Party receiver) {
    return of(Opened.Cause.BAD_MAC, "not from " + wire.sender() + " to " + receiver);
  }

  static Fault expired(Wire wire) {
    return of(Opened.Cause.EXPIRED_CERTIFICATE, wire.sender() + " is not admitted now");
  }

  /** The door failed, not the message. */
  static Fault defect(RuntimeException e) {
    return of(Opened.Cause.DEFECT, e.toString());
  }

  Opened.Refused refuse(Wire wire) {
    return new Opened.Refused(cause, detail, wire.kind(), wire.sender());
  }
}
