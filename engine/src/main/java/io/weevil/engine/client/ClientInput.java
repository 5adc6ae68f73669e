package io.weevil.engine.client;

import io.weevil.engine.authentication.Verified;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;

/** What goes into a {@link ClientCore}. */
public sealed interface ClientInput {

  /** The first input: say hello to the group. */
  record Started() implements ClientInput {}

  /**
   * Have an operation executed. Its one end comes as {@code RoleMessage.Ended} under the same
   * ticket.
   *
   * @param ticket names the call; not one of a call that has not ended
   * @param operation opaque to the protocol
   * @param readOnly whether to try it without ordering first (R-READ)
   * @param deadline when the caller is told what is known, from now; more than zero
   */
  record Submit(long ticket, Bytes operation, boolean readOnly, Duration deadline)
      implements ClientInput {
    public Submit {
      if (deadline.isNegative() || deadline.isZero()) {
        throw new IllegalArgumentException("a call's deadline is more than zero, not " + deadline);
      }
    }
  }

  /** Those who were ready when {@code RoleMessage.Gather} was said have had their turn. */
  record Gathered() implements ClientInput {}

  /** The caller waits no longer. Of no effect when the call has ended. */
  record Cancel(long ticket) implements ClientInput {}

  /** Ask every replica how it is; answers come as {@code RoleMessage.StatusReported}. */
  record QueryStatus(long nonce) implements ClientInput {}

  /** A verified message from a replica. */
  record Received(Verified<? extends ReplyMessage> verified) implements ClientInput {}

  /** A timer of this core has run out. */
  record TimerFired(TimerKey key) implements ClientInput {}
}
