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

  /** Where a new view's log stands on this replica's own. */
  sealed interface Footing {

    /** Both are the same up to this slot, or the own one is known to go on from the new one. */
    record Common(Slot slot) implements Footing {}

    /** The own one ends below what is known of the new one, or contradicts it there. */
    record Below() implements Footing {}

    /**
     * The group has proven a checkpoint since this replica left its view, and the new log lacks it:
     * there is a later view, whose NEW-VIEW is on its way.
     */
    record Overtaken() implements Footing {}
  }

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

  /** Where the new log stands on this replica's. */
  Footing footing() {
    if (context.log.base().isAfter(goal.end())) {
      requireContained(goal.end());
      return new Footing.Common(context.log.base()); // the group has gone on since
    }
    Slot slot = Slot.min(context.log.last(), goal.end());
    while (!slot.isBefore(Slot.max(log.base(), context.log.base()))) {
      Digest own = context.log.historyAt(slot);
      if (own != null && log.contains(slot, own)) {
        requireContained(slot);
        return onCommon(slot);
      }
      if (slot.equals(Slot.ZERO)) {
        break;
      }
      slot = new Slot(slot.number() - 1);
    }
    return withoutCommon();
  }

  /**
   * What is committed beyond the new log was so in a view that began with it, or in a later one.
   */
  private Footing onCommon(Slot common) {
    if (!context.committed.isAfter(common)) {
      return new Footing.Common(common);
    }
    return common.equals(goal.end())
        ? new Footing.Common(context.committed)
        : new Footing.Overtaken();
  }

  /**
   * The two differ at the lowest slot where both are known. Where what was committed here in an
   * older view reaches that far, that is the alarm; a checkpoint alone may be of a later view.
   */
  private Footing withoutCommon() {
    Slot known = Slot.max(log.base(), context.log.base());
    if (!context.committedInView.isBefore(known) && !context.log.last().isBefore(known)) {
      requireContained(Slot.ZERO);
    }
    return context.log.base().isBefore(log.base()) ? new Footing.Below() : new Footing.Overtaken();
  }

  /**
   * More than f replicas are faulty when a new view's log lacks what was committed in an older one.
   *
   * @param common up to here it contains this replica's log
   */
  private void requireContained(Slot common) {
    Slot committed = context.committedInView;
    if (committed.isAfter(common)) {
      throw new IllegalStateException(
          "the log of "
              + goal.view()
              + " leaves this replica's at or below "
              + common
              + ", and "
              + committed
              + " was committed here before: more than f replicas are faulty");
    }
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

  /** R-STATE, unless it was asked for and the timer runs. */
  void askState() {
    if (!running) {
      context.out.tell(new NeedState(goal.base()));
      startTimer();
    }
  }

  private void startTimer() {
    running = true;
    context.out.startTimer(new TimerKey.Fetching(), context.timers.holeTimer());
  }

  /** R-HOLE: the primary, then everyone. */
  void askBatches(Slot common) {
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
    startTimer();
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
    if (attempts >= context.timers.holeAttempts() && isStateOfUse()) {
      attempts = 0;
      context.out.tell(new NeedState(Slot.max(goal.base(), context.proven)));
    }
  }

  /** Others keep no batches below what is stable there. */
  private boolean isStateOfUse() {
    Digest base = log.historyAt(goal.base());
    boolean reachesBase = base != null && context.log.contains(goal.base(), base);
    return context.proven.isAfter(goal.base()) || !reachesBase;
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
