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

  /** Of the last batch ever appended. */
  private Timestamp lastTimestamp = Timestamp.ZERO;

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
    if (entry.batch().timestamp().isBefore(lastTimestamp)) {
      throw new IllegalArgumentException(entry.slot() + " is older than the slot before it");
    }
    entries.put(entry.slot().number(), entry);
    lastTimestamp = entry.batch().timestamp();
  }

  public Slot last() {
    return entries.isEmpty() ? base : new Slot(entries.lastKey());
  }

  public Digest lastHistory() {
    return entries.isEmpty() ? baseHistory : entries.lastEntry().getValue().history();
  }

  public Timestamp lastTimestamp() {
    return lastTimestamp;
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

  /** Drops every slot up to {@code stable}, which must be in the log; returns them, in order. */
  public List<LogEntry> truncate(Slot stable) {
    Digest history = historyAt(stable);
    if (history == null) {
      throw new IllegalArgumentException(stable + " is not in the log " + base + " … " + last());
    }
    Map<Long, LogEntry> below = entries.headMap(stable.number(), true);
    List<LogEntry> dropped = new ArrayList<>(below.values());
    below.clear();
    base = stable;
    baseHistory = history;
    return dropped;
  }
}
