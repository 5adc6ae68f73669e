package io.weevil.engine.ordering;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.history.OrderedLog;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The greatest certificate that this replica holds, with the log that it covers, whether or not the
 * replica's own log still contains it (R-VIEW-CHANGE): to hide one that lost would let an older
 * commit be undone. It is dropped for a greater one only, or when a stable checkpoint passes or
 * contradicts it.
 */
final class HeldCertificate {

  private @Nullable Certificate greatest;

  /** What it covers, once the log no longer contains it. */
  private @Nullable HistoryChain kept;

  /** A certificate whose vote is on this replica's log. Whether it is greater than all before. */
  boolean offer(Certificate certificate) {
    if (greatest != null && !certificate.isGreaterThan(greatest)) {
      return false;
    }
    greatest = certificate;
    kept = null;
    return true;
  }

  /** The log is about to lose slots: what the certificate covers is kept apart. */
  void keep(OrderedLog log) {
    if (greatest != null && kept == null) {
      kept = chainOf(greatest, log, log.base());
    }
  }

  private static @Nullable HistoryChain chainOf(Certificate held, OrderedLog log, Slot base) {
    Digest history = log.historyAt(base);
    boolean covered = log.contains(held.vote().slot(), held.vote().history());
    return history == null || !covered
        ? null
        : HistoryChain.of(base, history, batches(log, base, held.vote().slot()));
  }

  /** The digests of the batches in {@code log} above {@code base} up to {@code last}. */
  static List<Digest> batches(OrderedLog log, Slot base, Slot last) {
    List<Digest> batches = new ArrayList<>();
    for (LogEntry e = log.entry(base.next());
        e != null && !e.slot().isAfter(last);
        e = log.entry(e.slot().next())) {
      batches.add(e.batch().digest());
    }
    return batches;
  }

  /** A checkpoint is stable: it may pass or contradict the certificate. */
  void onStable(Slot slot, Digest history) {
    boolean passed = greatest != null && !greatest.vote().slot().isAfter(slot);
    boolean contradicted =
        kept != null && !kept.base().isAfter(slot) && !kept.contains(slot, history);
    if (passed || contradicted) {
      greatest = null;
      kept = null;
    }
  }

  /** What a VIEW-CHANGE shows above a checkpoint; null for nothing. */
  @Nullable CertifiedLog above(Slot base, Digest history, OrderedLog log) {
    if (greatest == null || !greatest.vote().slot().isAfter(base)) {
      return null;
    }
    HistoryChain chain = kept == null ? chainOf(greatest, log, base) : kept;
    if (chain == null || !chain.contains(base, history)) {
      return null;
    }
    int below = (int) (base.number() - chain.base().number());
    return new CertifiedLog(greatest, chain.batches().subList(below, chain.batches().size()));
  }
}
