package io.weevil.engine.client;

import io.weevil.engine.client.ReplyQuorum.Agreement;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Outputs;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that have not ended. The only place that ends one: each once, and `Rejected` only what
 * was never sent.
 */
final class Callers {

  private final Map<Long, Call> open = new HashMap<>();
  private final Outputs out;
  private final Counters counters;

  Callers(Outputs out, Counters counters) {
    this.out = out;
    this.counters = counters;
  }

  /** Throws {@link IllegalArgumentException} when the ticket's earlier call has not ended. */
  Call open(ClientInput.Submit submit) {
    Call call = new Call(submit.ticket(), submit.operation(), submit.readOnly());
    if (open.putIfAbsent(call.ticket(), call) != null) {
      throw new IllegalArgumentException(
          "ticket " + call.ticket() + " is in use by a call that has not ended");
    }
    return call;
  }

  void startDeadline(Call call, Duration deadline) {
    out.startTimer(new TimerKey.Deadline(call.ticket()), deadline);
  }

  @Nullable Call find(long ticket) {
    return open.get(ticket);
  }

  void done(Call call, Outcomes.Outcome outcome, Agreement agreement) {
    end(
        call,
        new CallOutcome.Done(outcome, agreement.grade(), agreement.slot(), agreement.history()));
  }

  /** Ends a call without a result: as never sent, or as of unknown fate. */
  void giveUp(Call call, String ifUnsent, String ifSent) {
    end(
        call,
        call.wasSent() ? new CallOutcome.Unknown(ifSent) : new CallOutcome.Rejected(ifUnsent));
  }

  private void end(Call call, CallOutcome outcome) {
    if (call.hasEnded()) {
      return;
    }
    call.markEnded();
    open.remove(call.ticket());
    counters.count(outcome);
    out.stopTimer(new TimerKey.Deadline(call.ticket()));
    out.tell(new RoleMessage.Ended(call.ticket(), outcome));
  }

  int size() {
    return open.size();
  }
}
