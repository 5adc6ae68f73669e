package io.weevil.engine.history;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a log that lies above a slot whose history is known, by digests only: what a
 * VIEW-CHANGE shows. Equal histories mean equal logs (protocol.md, section 2), so a prefix is named
 * by its last slot and history.
 *
 * @param base the slot below the first batch
 * @param histories {@code h} at base and at each slot above it, in order
 * @param batches the digest of the batch at each slot above the base, in order
 */
public record HistoryChain(Slot base, List<Digest> histories, List<Digest> batches) {

  public HistoryChain {
    histories = List.copyOf(histories);
    batches = List.copyOf(batches);
    if (histories.size() != batches.size() + 1) {
      throw new IllegalArgumentException(
          batches.size() + " batches do not lead through " + histories.size() + " histories");
    }
  }

  /** The chain of these batches, by their digests, on top of {@code history} at {@code base}. */
  public static HistoryChain of(Slot base, Digest history, List<Digest> batches) {
    List<Digest> histories = new ArrayList<>(batches.size() + 1);
    histories.add(history);
    Slot slot = base;
    for (Digest batch : batches) {
      slot = slot.next();
      histories.add(Digests.chain(histories.get(histories.size() - 1), slot, batch));
    }
    return new HistoryChain(base, histories, batches);
  }

  /**
   * The log that a replica shows.
   *
   * @param emptyHistory {@code h_0}, the group configuration's digest
   */
  public static HistoryChain log(LogReport report, Digest emptyHistory) {
    return of(report.base(), report.baseHistory(emptyHistory), report.log());
  }

  /** What the certificate that a replica shows is said to cover; null where it shows none. */
  public static @Nullable HistoryChain certified(LogReport report, Digest emptyHistory) {
    LogReport.CertifiedLog certified = report.certified();
    return certified == null
        ? null
        : of(report.base(), report.baseHistory(emptyHistory), certified.batches());
  }

  /** A chain without a slot. */
  public static HistoryChain empty(Slot base, Digest history) {
    return new HistoryChain(base, List.of(history), List.of());
  }

  public Slot last() {
    return base.plus(histories.size() - 1);
  }

  public Digest lastHistory() {
    return histories.get(histories.size() - 1);
  }

  /** {@code h_slot}, or null below the base and above the last slot. */
  public @Nullable Digest historyAt(Slot slot) {
    long index = slot.number() - base.number();
    return index < 0 || index >= histories.size() ? null : histories.get((int) index);
  }

  /** {@code d_slot}; null at the base and below, and above the last slot. */
  public @Nullable Digest batchAt(Slot slot) {
    long index = slot.number() - base.number() - 1;
    return index < 0 || index >= batches.size() ? null : batches.get((int) index);
  }

  /** Whether this is a log with exactly this prefix up to {@code slot}. */
  public boolean contains(Slot slot, Digest history) {
    return history.equals(historyAt(slot));
  }
}
