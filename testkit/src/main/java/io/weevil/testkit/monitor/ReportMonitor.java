package io.weevil.testkit.monitor;

import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Promise;
import io.weevil.testkit.actors.GroupObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** R-VIEW-CHANGE: a correct replica shows its log and its greatest certificate, whole. */
final class ReportMonitor implements GroupObserver {

  private final Records records;

  ReportMonitor(Records records) {
    this.records = records;
  }

  @Override
  public void onPromise(ReplicaId replica, Promise promise) {
    if (promise instanceof Promise.ViewChangeSigned(ViewChange statement)) {
      check(records.of(replica), statement);
    }
  }

  private void check(ReplicaRecord record, ViewChange statement) {
    ReplicaRecord.Left left = record.left.get(statement.view());
    require(left != null, record, "has not frozen for", statement.view());
    if (left != null) {
      check(record, left, statement.report());
    }
  }

  private void check(ReplicaRecord record, ReplicaRecord.Left left, LogReport report) {
    require(report.logView().equals(left.logView()), record, "shows another lv", report.logView());
    if (left.log() != null) {
      require(report.log().equals(shown(left.log(), report)), record, "shows another log", report);
    }
    requireCertificate(record, left.held(), report);
  }

  private void requireCertificate(
      ReplicaRecord record, ReplicaRecord.@Nullable Held held, LogReport report) {
    if (held == null
        || !held.log().slot().isAfter(report.base())
        || !held.log().contains(report.base(), baseHistory(report))) {
      return;
    }
    LogReport.CertifiedLog certified = report.certified();
    require(certified != null, record, "hides its certificate of " + held.view(), held.log());
    if (certified != null) {
      Vote vote = certified.certificate().vote();
      boolean whole =
          vote.view().equals(held.view())
              && vote.history().equals(held.log().history())
              && certified.batches().equals(shown(held.log(), report));
      require(whole, record, "holds " + held + " and shows", certified);
    }
  }

  private Digest baseHistory(LogReport report) {
    return report.baseHistory(records.group.configuration().digest());
  }

  /** The digests of its batches above the report's base; none when it lacks the base. */
  private List<Digest> shown(Prefix log, LogReport report) {
    Slot base = report.base();
    if (!log.contains(base, baseHistory(report))) {
      return List.of();
    }
    List<Digest> batches = new ArrayList<>();
    @Nullable Prefix at = log;
    while (at != null && at.slot().isAfter(base) && at.batch() != null) {
      batches.add(at.batch().digest());
      at = at.parent();
    }
    Collections.reverse(batches);
    return batches;
  }

  private void require(boolean holds, ReplicaRecord record, String otherwise, Object what) {
    records.findings.require(holds, Invariant.REPORTS, () -> record + " " + otherwise + " " + what);
  }
}
