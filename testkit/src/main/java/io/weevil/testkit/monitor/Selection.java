package io.weevil.testkit.monitor;

import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Quorums;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * R-SELECT once more, as the book says it, over lists of histories: so that the engine is not the
 * judge of its own rule.
 */
final class Selection {

  /** A log and a number that goes with it: its view, or that of the certificate which covers it. */
  private record Log(HistoryChain chain, long view) {}

  private final Quorums quorums;
  private final Slot base;
  private final Digest baseHistory;
  private final List<Log> logs = new ArrayList<>();
  private @Nullable Log certified;

  private Selection(Quorums quorums, LogReport greatest, Digest emptyHistory) {
    this.quorums = quorums;
    this.base = greatest.base();
    this.baseHistory = greatest.baseHistory(emptyHistory);
  }

  /** The last history of the log that a view begins with. */
  static Digest of(NewView announced, Quorums quorums, Digest emptyHistory) {
    List<LogReport> reports = announced.viewChanges().stream().map(v -> v.report()).toList();
    LogReport greatest = reports.get(0);
    for (LogReport report : reports) {
      greatest = report.base().isAfter(greatest.base()) ? report : greatest; // R-SELECT-1
    }
    Selection selection = new Selection(quorums, greatest, emptyHistory);
    reports.forEach(report -> selection.add(report, emptyHistory));
    return selection.choose();
  }

  private void add(LogReport report, Digest emptyHistory) {
    HistoryChain log = HistoryChain.log(report, emptyHistory);
    if (log.contains(base, baseHistory)) {
      logs.add(new Log(log, report.logView().number()));
    }
    HistoryChain covered = HistoryChain.certified(report, emptyHistory);
    LogReport.CertifiedLog shown = report.certified();
    if (covered != null
        && shown != null
        && covered.last().isAfter(base)
        && covered.contains(base, baseHistory)) {
      Log next = new Log(covered, shown.certificate().vote().view().number());
      certified = certified == null || isGreater(next, certified) ? next : certified;
    }
  }

  /** R-SELECT-2. */
  private static boolean isGreater(Log next, Log than) {
    return next.view() > than.view()
        || (next.view() == than.view() && next.chain().last().isAfter(than.chain().last()));
  }

  /** R-SELECT-3, R-SELECT-4, R-SELECT-5. */
  private Digest choose() {
    HistoryChain supported = longest(-1);
    Log shown = certified;
    if (shown == null) {
      return supported.lastHistory();
    }
    boolean extended = supported.contains(shown.chain().last(), shown.chain().lastHistory());
    boolean overruled = conflict(longest(shown.view()), shown.chain());
    return (extended || overruled ? supported : shown.chain()).lastHistory();
  }

  /** The longest prefix that {@code support} logs contain, each of a view above {@code view}. */
  private HistoryChain longest(long view) {
    HistoryChain longest = HistoryChain.empty(base, baseHistory);
    for (Log candidate : logs) {
      HistoryChain chain = candidate.chain();
      for (Slot slot = longest.last().next(); chain.historyAt(slot) != null; slot = slot.next()) {
        if (countAbove(view, slot, chain) >= quorums.support()) {
          longest = upTo(chain, slot);
        }
      }
    }
    return longest;
  }

  private long countAbove(long view, Slot slot, HistoryChain chain) {
    Digest history = chain.historyAt(slot);
    return logs.stream()
        .filter(log -> log.view() > view && history != null)
        .filter(log -> history != null && log.chain().contains(slot, history))
        .count();
  }

  private HistoryChain upTo(HistoryChain chain, Slot end) {
    int from = (int) (base.number() - chain.base().number());
    int to = (int) (end.number() - chain.base().number());
    return HistoryChain.of(base, baseHistory, chain.batches().subList(from, to));
  }

  private static boolean conflict(HistoryChain one, HistoryChain two) {
    Slot end = Slot.min(one.last(), two.last());
    Digest first = one.historyAt(end);
    return first == null || !first.equals(two.historyAt(end));
  }
}
