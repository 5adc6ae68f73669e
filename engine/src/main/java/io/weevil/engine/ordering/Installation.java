package io.weevil.engine.ordering;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.message.PeerMessage.Fetch;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.RoleMessage.EnterView;
import io.weevil.engine.role.RoleMessage.NeedState;
import io.weevil.engine.role.TimerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the log that a new view begins with (R-INSTALL): what this replica has of it, the batches
 * that it lacks, by digest, and the state where its own ends below the base. Nothing of the old log
 * is touched before all is here.
 */
final class Installation {

  /** Batches asked for at a time. */
  static final int CHUNK = 32;

  private final BackupContext context;
  private final EnterView goal;
  private final HistoryChain log;

  /** Fetched for this view. */
  private final Map<Digest, Batch> fetched = new HashMap<>();

  private final SequencedSet<Digest> asked = new LinkedHashSet<>();
  private int attempts;
  private boolean running;

  Installation(BackupContext context, EnterView goal) {
    this.context = context;
    this.goal = goal;
    this.log = goal.log();
  }

  EnterView goal() {
    return goal;
  }

  /**
   * The last slot on which this replica's log and the new one agree; null when the own one ends
   * below what is known of the new one.
   */
  @Nullable Slot common() {
    if (context.log.base().isAfter(goal.end())) {
      return requireRestored();
    }
    Slot slot = Slot.min(context.log.last(), goal.end());
    while (!slot.isBefore(log.base()) && !slot.isBefore(context.log.base())) {
      Digest own = context.log.historyAt(slot);
      if (own != null && log.contains(slot, own)) {
        return requireCommitted(slot);
      }
      if (slot.equals(Slot.ZERO)) {
        break;
      }
      slot = new Slot(slot.number() - 1);
    }
    if (context.log.base().isBefore(log.base())) {
      return null;
    }
    throw new IllegalStateException(
        "the log of "
            + goal.view()
            + " contradicts the stable checkpoint at "
            + context.log.base());
  }

  /** The fetched state lies above all that the view began with: the group has gone on since. */
  private Slot requireRestored() {
    if (context.restored.isBefore(context.log.base())) {
      throw new IllegalStateException(
          "the log of "
              + goal.view()
              + " ends at "
              + goal.end()
              + ", and a checkpoint is stable here at "
              + context.log.base());
    }
    return context.log.base();
  }

  /** More than f replicas are faulty when a new view's log lacks what is committed. */
  private Slot requireCommitted(Slot common) {
    Slot committed = context.committed;
    if (committed.isAfter(common) && committed.isAfter(context.restored)) {
      throw new IllegalStateException(
          "the log of "
              + goal.view()
              + " leaves this replica's at "
              + common
              + ", and "
              + committed
              + " is committed here: more than f replicas are faulty");
    }
    return common;
  }

  /** The entries of the new log above {@code common}; null while one is lacking. */
  @Nullable List<LogEntry> entriesAbove(Slot common) {
    List<LogEntry> entries = new ArrayList<>();
    for (Slot slot = common.next(); !slot.isAfter(goal.end()); slot = slot.next()) {
      Digest digest = log.batchAt(slot);
      Digest history = log.historyAt(slot);
      Batch batch = digest == null ? null : find(digest);
      if (batch == null || history == null) {
        return null;
      }
      entries.add(LogEntry.installed(slot, history, batch));
    }
    return entries;
  }

  private @Nullable Batch find(Digest digest) {
    Batch known = fetched.get(digest);
    return known == null ? context.batch(digest) : known;
  }

  /** Asks for what is lacking, unless it was asked for and the timer runs. */
  void ask(@Nullable Slot common) {
    if (running) {
      return;
    }
    if (common == null) {
      context.out.tell(new NeedState(goal.base()));
    } else {
      askBatches(common);
    }
    running = true;
    context.out.startTimer(new TimerKey.Fetching(), context.timers.holeTimer());
  }

  /** R-HOLE: the primary, then everyone. */
  private void askBatches(Slot common) {
    asked.clear();
    for (Slot slot = common.next();
        !slot.isAfter(goal.end()) && asked.size() < CHUNK;
        slot = slot.next()) {
      Digest digest = log.batchAt(slot);
      if (digest != null && find(digest) == null) {
        asked.add(digest);
      }
    }
    boolean primaryFirst =
        attempts == 0 && !goal.view().primary(context.quorums.n()).equals(context.self);
    for (Digest digest : asked) {
      if (primaryFirst) {
        context.out.send(goal.view().primary(context.quorums.n()), new Fetch(digest));
      } else {
        context.out.broadcast(new Fetch(digest));
      }
    }
  }

  /** A batch has come; whether it was asked for. */
  boolean onFetched(Batch batch) {
    if (!asked.remove(batch.digest())) {
      return false;
    }
    fetched.put(batch.digest(), batch);
    if (asked.isEmpty()) {
      attempts = 0;
      stop(); // ask for the next ones
    }
    return true;
  }

  /** The timer has run out: everyone is asked, and in the end for the state. */
  void onTimer() {
    running = false;
    attempts++;
    if (attempts >= context.timers.holeAttempts() && context.proven.isAfter(goal.base())) {
      attempts = 0;
      context.out.tell(new NeedState(context.proven));
    }
  }

  /** Whether what was asked for has not all come, and the timer runs. */
  boolean isWaiting() {
    return running && !asked.isEmpty();
  }

  void stop() {
    if (running) {
      running = false;
      context.out.stopTimer(new TimerKey.Fetching());
    }
  }
}
