package io.weevil.engine.history;

import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.SignedVote;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ORDER-REQs of slots that a stable checkpoint has passed, kept a while so that a replica which was
 * away can follow by R-STATUS instead of by state transfer. A courtesy: nothing depends on it.
 * Bounded by slots and by bytes, oldest dropped first. Batches are kept as they came, and read
 * again when somebody wants one: as objects they would take three times the room.
 */
public final class OrderReqArchive {

  /** A slot without its batch's objects. */
  private record Kept(
      Slot slot,
      Digest history,
      Bytes encoded,
      Digest digest,
      @Nullable SignedHeader header,
      @Nullable SignedVote vote) {

    static Kept of(LogEntry entry) {
      Batch batch = entry.batch();
      return new Kept(
          entry.slot(),
          entry.history(),
          batch.encoded(),
          batch.digest(),
          entry.header(),
          entry.vote());
    }
  }

  private final int maxSlots;
  private final long maxBytes;
  private final Function<Bytes, Batch> reader;
  private final TreeMap<Long, Kept> entries = new TreeMap<>();
  private final Map<Digest, Kept> byBatch = new HashMap<>();
  private long bytes;

  /** Whether anything had to be dropped. */
  private boolean full;

  /**
   * @param maxSlots at least 0; 0 keeps nothing
   * @param maxBytes of batches as they came
   * @param reader makes a batch of its bytes again
   */
  public OrderReqArchive(int maxSlots, long maxBytes, Function<Bytes, Batch> reader) {
    this.maxSlots = maxSlots;
    this.maxBytes = maxBytes;
    this.reader = reader;
  }

  /** Adds the slot after the last one added. */
  public void add(LogEntry entry) {
    Kept kept = Kept.of(entry);
    entries.put(kept.slot().number(), kept);
    byBatch.put(kept.digest(), kept);
    bytes += kept.encoded().size();
    while (entries.size() > maxSlots || bytes > maxBytes) {
      Kept oldest = entries.pollFirstEntry().getValue();
      byBatch.remove(oldest.digest());
      full = true;
      bytes -= oldest.encoded().size();
    }
  }

  public @Nullable LogEntry entry(Slot slot) {
    Kept kept = entries.get(slot.number());
    return kept == null
        ? null
        : new LogEntry(
            kept.slot(), kept.history(), reader.apply(kept.encoded()), kept.header(), kept.vote());
  }

  /** The batch with this digest, or null. */
  public @Nullable Batch batch(Digest digest) {
    Kept kept = byBatch.get(digest);
    return kept == null ? null : reader.apply(kept.encoded());
  }

  /** How many slots there is room for, as far as is known: batches differ in size. */
  public int reach() {
    return full ? entries.size() : maxSlots;
  }

  public int size() {
    return entries.size();
  }
}
