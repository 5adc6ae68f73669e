package io.weevil.actors.client;

import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Request;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import java.util.List;

/** What a client's latest requests needed (R-CLIENT). */
public enum Condition {
  /** One round trip. */
  FAST,
  /** A second phase: some replica is slow. */
  CERTIFYING,
  /** Sending again: the primary, or the network, does not answer in time. */
  RETRANSMITTING;

  /** The condition after the core has said {@code outputs}. */
  Condition after(List<Output> outputs) {
    Condition condition = this;
    for (Output output : outputs) {
      condition = condition.after(output);
    }
    return condition;
  }

  private Condition after(Output output) {
    return switch (output) {
      case Output.Broadcast(WireMessage message) -> afterBroadcast(message);
      case Output.Tell(RoleMessage.Ended(long ticket, CallOutcome.Done done)) ->
          done.grade() == Grade.SPECULATIVE ? FAST : this;
      case Output other -> this;
    };
  }

  private Condition afterBroadcast(WireMessage message) {
    return switch (message) {
      case ClientMessage.CommitCertificate m -> CERTIFYING;
      case ClientMessage.Ask(Request request) when request.kind() == Request.Kind.ORDERED ->
          RETRANSMITTING;
      case WireMessage other -> this;
    };
  }
}
