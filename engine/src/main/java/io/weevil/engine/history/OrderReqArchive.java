package io.weevil.engine.history;

import io.weevil.engine.model.Slot;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * ORDER-REQs of slots that a stable checkpoint has passed, kept a while so that a replica which was
 * away can follow by R-STATUS instead of by state transfer. A courtesy: nothing depends on it.
 * Bounded by slots and by bytes, oldest dropped first.
 */
public final class OrderReqArchive {

  private final int maxSlots;
  private final long maxBytes;
  private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
  private long bytes;

  /**
   * @param maxSlots at least 0; 0 keeps nothing
   * @param maxBytes of encoded batches
   */
  public OrderReqArchive(int maxSlots, long maxBytes) {
    this.maxSlots = maxSlots;
    this.maxBytes = maxBytes;
  }

  /** Adds the slot after the last one added. */
  public void add(LogEntry entry) {
    entries.put(entry.slot().number(), entry);
    bytes += entry.batch().encoded().size();
    while (entries.size() > maxSlots || bytes > maxBytes) {
      bytes -= entries.pollFirstEntry().getValue().batch().encoded().size();
    }
  }

  public @Nullable LogEntry entry(Slot slot) {
    return entries.get(slot.number());
  }

  public int size() {
    return entries.size();
  }
}
