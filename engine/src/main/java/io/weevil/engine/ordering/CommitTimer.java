package io.weevil.engine.ordering;

import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Stalls;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * R-SUSPECT: "a vote-exchanging slot is not committed in time". One timer runs for all such slots,
 * until its slot is committed: a lower one that is named meanwhile does not start it anew, or a
 * liar could put the suspicion off by naming one after the other.
 */
final class CommitTimer {

  private final BackupContext context;

  /** The slot whose timer runs; not committed. */
  private @Nullable Slot watched;

  /** When it began to be watched. */
  private Timestamp first = Timestamp.ZERO;

  private Stalls stalls = new Stalls();
  private Timestamp since = Timestamp.ZERO;
  private Duration timeout = Duration.ZERO;

  CommitTimer(BackupContext context) {
    this.context = context;
  }

  /**
   * @param lowest the lowest vote-exchanging slot above {@code committed}, or null
   */
  void watch(Slot committed, @Nullable Slot lowest) {
    if (watched != null && !watched.isAfter(committed)) {
      context.out.stopTimer(new TimerKey.VoteExchange(watched));
      context.patience.onCommit(context.now.since(first), context.now);
      watched = null;
    }
    if (watched == null && lowest != null) {
      watched = lowest;
      first = context.now;
      stalls = new Stalls();
      startTimer(lowest);
    }
  }

  void onFired(Slot slot) {
    if (!slot.equals(watched)) {
      return;
    }
    boolean excused =
        stalls.excuse(since, timeout, context.now)
            || context.isBorne(first, since, context.timers.voteExchangeTimer());
    if (!excused) {
      context.suspect(new Suspicion.SlotNotCommitted(slot));
    }
    startTimer(slot);
  }

  void stop() {
    if (watched != null) {
      context.out.stopTimer(new TimerKey.VoteExchange(watched));
      watched = null;
    }
  }

  private void startTimer(Slot slot) {
    since = context.now;
    timeout = context.timeout(context.timers.voteExchangeTimer());
    context.out.startTimer(new TimerKey.VoteExchange(slot), timeout);
  }
}
