package io.weevil.engine.history;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log of one replica: every accepted slot above the stable checkpoint, without a gap, chained
 * by history. What an appended slot must satisfy beyond the chain is R-ACCEPT's business.
 */
public final class OrderedLog {

  private final TreeMap<Long, LogEntry> entries = new TreeMap<>();

  /** The slot below the first entry, and the history there. */
  private Slot base = Slot.ZERO;

  private Digest baseHistory;

  /** Of the batch at the base. */
  private Timestamp baseTimestamp = Timestamp.ZERO;

  /**
   * @param emptyHistory {@code h_0}, the group configuration's digest
   */
  public OrderedLog(Digest emptyHistory) {
    this.baseHistory = emptyHistory;
  }

  /** The history that a batch with this digest would give the next slot. */
  public Digest historyAfter(Digest batch) {
    return Digests.chain(lastHistory(), last().next(), batch);
  }

  /**
   * Appends the next slot; {@link IllegalArgumentException} when it is another one, or does not
   * extend the history.
   */
  public void append(LogEntry entry) {
    if (!entry.slot().equals(last().next())) {
      throw new IllegalArgumentException(
          "the next slot is " + last().next() + ", not " + entry.slot());
    }
    if (!entry.history().equals(historyAfter(entry.batch().digest()))) {
      throw new IllegalArgumentException(entry.slot() + " does not extend the history");
    }
    if (entry.batch().timestamp().isBefore(lastTimestamp())) {
      throw new IllegalArgumentException(entry.slot() + " is older than the slot before it");
    }
    entries.put(entry.slot().number(), entry);
  }

  public Slot last() {
    return entries.isEmpty() ? base : new Slot(entries.lastKey());
  }

  public Digest lastHistory() {
    return entries.isEmpty() ? baseHistory : entries.lastEntry().getValue().history();
  }

  public Timestamp lastTimestamp() {
    return entries.isEmpty() ? baseTimestamp : entries.lastEntry().getValue().batch().timestamp();
  }

  /** The slot at and below which everything has been dropped. */
  public Slot base() {
    return base;
  }

  public @Nullable LogEntry entry(Slot slot) {
    return entries.get(slot.number());
  }

  /**
   * {@code h_slot}, or null where this log does not know it: below the base, above the last slot.
   */
  public @Nullable Digest historyAt(Slot slot) {
    if (slot.equals(base)) {
      return baseHistory;
    }
    LogEntry entry = entry(slot);
    return entry == null ? null : entry.history();
  }

  /** Whether the log has exactly this prefix up to {@code slot}. */
  public boolean contains(Slot slot, Digest history) {
    return history.equals(historyAt(slot));
  }

  /** Drops every slot above {@code kept}, which must be in the log; returns them, in order. */
  public List<LogEntry> rollback(Slot kept) {
    requireHistory(kept);
    return drop(entries.tailMap(kept.number(), false));
  }

  /**
   * Becomes the empty log above a slot whose state came from elsewhere (R-STATE); returns what it
   * was, in order.
   *
   * @param timestamp of the batch at {@code slot}
   */
  public List<LogEntry> restart(Slot slot, Digest history, Timestamp timestamp) {
    List<LogEntry> dropped = drop(entries);
    base = slot;
    baseHistory = history;
    baseTimestamp = timestamp;
    return dropped;
  }

  /** Drops every slot up to {@code stable}, which must be in the log; returns them, in order. */
  public List<LogEntry> truncate(Slot stable) {
    Digest history = requireHistory(stable);
    LogEntry entry = entry(stable);
    if (entry != null) {
      baseTimestamp = entry.batch().timestamp();
    }
    List<LogEntry> dropped = drop(entries.headMap(stable.number(), true));
    base = stable;
    baseHistory = history;
    return dropped;
  }

  private Digest requireHistory(Slot slot) {
    Digest history = historyAt(slot);
    if (history == null) {
      throw new IllegalArgumentException(slot + " is not in the log " + base + " … " + last());
    }
    return history;
  }

  private static List<LogEntry> drop(Map<Long, LogEntry> part) {
    List<LogEntry> dropped = new ArrayList<>(part.values());
    part.clear();
    return dropped;
  }
}
