package io.weevil.testkit.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.viewchange.NewViewRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The monitors' own statement of R-SELECT and the engine's agree. */
class SelectionTest {

  private static final Digest EMPTY = Digests.of(Bytes.utf8("h0"));
  private static final int SETS = 20_000;

  private SplittableRandom random;

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0"})
  @Rule("R-SELECT")
  void bothSelectTheSameLog(int f, int c) {
    Quorums quorums = new Quorums(f, c);
    random = new SplittableRandom(7);
    int certified = 0;
    for (int i = 0; i < SETS; i++) {
      List<LogReport> reports = reports(quorums);
      Digest expected =
          NewViewRule.select(quorums, reports.stream().map(SelectionTest::shown).toList())
              .log()
              .history();
      assertThat(Selection.of(newView(reports), quorums, EMPTY)).isEqualTo(expected);
      certified += reports.stream().anyMatch(r -> r.certified() != null) ? 1 : 0;
    }
    assertThat(certified).isGreaterThan(SETS / 4);
  }

  /** Logs of two values; the certificates of a view lie on one log, as quorums make sure. */
  private List<LogReport> reports(Quorums quorums) {
    List<List<Digest>> ofView = new ArrayList<>();
    for (int view = 0; view < 3; view++) {
      ofView.add(log(4));
    }
    List<LogReport> reports = new ArrayList<>();
    for (int i = 0; i < quorums.viewChange(); i++) {
      int view = random.nextInt(3);
      List<Digest> own = random.nextInt(3) > 0 ? ofView.get(view) : log(4);
      List<Digest> cut = own.subList(0, random.nextInt(own.size() + 1));
      reports.add(new LogReport(null, new View(view), cut, certified(ofView)));
    }
    return reports;
  }

  private CertifiedLog certified(List<List<Digest>> ofView) {
    int view = random.nextInt(5);
    if (view >= ofView.size() || ofView.get(view).isEmpty()) {
      return null;
    }
    List<Digest> log = ofView.get(view);
    List<Digest> covered = log.subList(0, 1 + random.nextInt(log.size()));
    Digest history = HistoryChain.of(Slot.ZERO, EMPTY, covered).lastHistory();
    Vote vote = new Vote(new View(view), new Slot(covered.size()), history);
    return new CertifiedLog(new Certificate(vote, new TreeMap<>()), covered);
  }

  private List<Digest> log(int longest) {
    List<Digest> log = new ArrayList<>();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      log.add(Digests.of(Bytes.utf8(random.nextBoolean() ? "a" : "b")));
    }
    return log;
  }

  private static NewViewRule.Shown shown(LogReport report) {
    HistoryChain covered = HistoryChain.certified(report, EMPTY);
    return new NewViewRule.Shown(
        report.logView(),
        HistoryChain.log(report, EMPTY),
        covered == null
            ? null
            : new NewViewRule.Certified(report.certified().certificate().vote().view(), covered));
  }

  private static NewView newView(List<LogReport> reports) {
    List<ViewChange> viewChanges = new ArrayList<>();
    for (LogReport report : reports) {
      viewChanges.add(
          new ViewChange(
              new ReplicaId(viewChanges.size()),
              new View(3),
              new NoConfidenceProof(new TreeMap<>()),
              report,
              Bytes.utf8("")));
    }
    return new NewView(new View(3), viewChanges, Bytes.utf8(""));
  }
}
