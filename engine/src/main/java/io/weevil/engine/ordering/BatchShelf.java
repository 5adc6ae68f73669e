package io.weevil.engine.ordering;

import io.weevil.engine.history.LogEntry;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches of slots that this replica's log has lost: kept by digest until a stable checkpoint is at
 * or above their slot, since a liar may show their certificate later (R-HOLE).
 */
final class BatchShelf {

  private record Kept(Slot slot, Batch batch) {}

  private final Map<Digest, Kept> batches = new HashMap<>();

  void keep(List<LogEntry> lost) {
    for (LogEntry entry : lost) {
      batches.merge(
          entry.batch().digest(),
          new Kept(entry.slot(), entry.batch()),
          (one, other) -> one.slot().isAfter(other.slot()) ? one : other);
    }
  }

  @Nullable Batch find(Digest digest) {
    Kept kept = batches.get(digest);
    return kept == null ? null : kept.batch();
  }

  void onStable(Slot slot) {
    batches.values().removeIf(kept -> !kept.slot().isAfter(slot));
  }
}
