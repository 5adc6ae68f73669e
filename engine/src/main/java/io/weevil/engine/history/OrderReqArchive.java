package io.weevil.engine.history;

import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.HashMap;
import java.util.Map;
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
  private final Map<Digest, Batch> batches = new HashMap<>();
  private long bytes;

  /** Whether anything had to be dropped. */
  private boolean full;

  /**
   * @param maxSlots at least 0; 0 keeps nothing
   * @param maxBytes of batches on the heap, where each is twice: as it came, and as it was read
   */
  public OrderReqArchive(int maxSlots, long maxBytes) {
    this.maxSlots = maxSlots;
    this.maxBytes = maxBytes;
  }

  /** Adds the slot after the last one added. */
  public void add(LogEntry entry) {
    entries.put(entry.slot().number(), entry);
    batches.put(entry.batch().digest(), entry.batch());
    bytes += sizeOf(entry.batch());
    while (entries.size() > maxSlots || bytes > maxBytes) {
      Batch oldest = entries.pollFirstEntry().getValue().batch();
      batches.remove(oldest.digest());
      full = true;
      bytes -= sizeOf(oldest);
    }
  }

  private static long sizeOf(Batch batch) {
    return 2L * batch.encoded().size();
  }

  public @Nullable LogEntry entry(Slot slot) {
    return entries.get(slot.number());
  }

  /** The batch with this digest, or null. */
  public @Nullable Batch batch(Digest digest) {
    return batches.get(digest);
  }

  /** How many slots there is room for, as far as is known: batches differ in size. */
  public int reach() {
    return full ? entries.size() : maxSlots;
  }

  public int size() {
    return entries.size();
  }
}
