package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a VIEW-CHANGE shows (R-VIEW-CHANGE), as replica 2 of four shows it. {@link BackupHarness}
 * takes each to another replica's door.
 */
@Rule("R-VIEW-CHANGE")
class LogReportRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 2);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));

  @BeforeEach
  void sixSlotsAreAccepted() {
    replica.hears(orders.next(6, alice));
  }

  private LogReport reportFor(long view) {
    return replica.leavesFor(view).tells(RoleMessage.Frozen.class).get(0).report();
  }

  private void holdsCertificate(Orders of, long slot) {
    replica.hears(alice.id(), new CommitCertificate(1, of.certificate(slot, 0, 1, 3)));
  }

  @Test
  @DisplayName("\"`lv`, the log's digests\": all of it where nothing is proven")
  void theWholeLog() {
    LogReport report = reportFor(1);
    assertThat(report.checkpoint()).isNull();
    assertThat(report.logView()).isEqualTo(View.ZERO);
    assertThat(report.log()).isEqualTo(orders.digests(0, 6));
    assertThat(report.certified()).isNull();
  }

  @Test
  @DisplayName("\"the stable checkpoint proof [and] the log's digests above that checkpoint\"")
  void aboveTheStableCheckpoint() {
    replica.stabilizes(orders, 4);
    LogReport report = reportFor(1);
    assertThat(report.checkpoint()).isEqualTo(replica.proof(orders, 4));
    assertThat(report.log()).isEqualTo(orders.digests(4, 6));
  }

  @Test
  @DisplayName("a checkpoint that is proven, and not its own yet, is shown, too")
  void aboveAProvenCheckpoint() {
    replica.learnsProven(orders, 4);
    LogReport report = reportFor(1);
    assertThat(report.checkpoint()).isEqualTo(replica.proof(orders, 4));
    assertThat(report.log()).isEqualTo(orders.digests(4, 6));
  }

  @Test
  @Rule("R-SELECT")
  @DisplayName("a log that does not reach the newest checkpoint counts as empty above it")
  void aLogThatIsTooShort() {
    orders.next(2, alice);
    replica.learnsProven(orders, 8);
    assertThat(reportFor(1).log()).isEmpty();
  }

  @Test
  @Rule("R-SELECT")
  @DisplayName("so does one that contradicts it")
  void aLogThatContradicts() {
    Orders other = orders.begin(0, 3);
    other.next(1, new Caller(group.client("bob")));
    replica.learnsProven(other, 4);
    assertThat(reportFor(1).log()).isEmpty();
  }

  @Test
  @DisplayName("\"the greatest certificate by (view, slot) [...] with its own digests\"")
  void theGreatestCertificate() {
    holdsCertificate(orders, 2);
    holdsCertificate(orders, 5);
    holdsCertificate(orders, 3);
    CertifiedLog certified = reportFor(1).certified();
    assertThat(certified.certificate()).isEqualTo(orders.certificate(5, 0, 1, 3));
    assertThat(certified.batches()).isEqualTo(orders.digests(0, 5));
  }

  @Test
  @DisplayName("a certificate made of PREPAREs is one")
  void fromPrepares() {
    replica.hearsPrepares(orders, 4, 1, 3);
    assertThat(reportFor(1).certified().certificate().vote().slot().number()).isEqualTo(4);
  }

  @Test
  @DisplayName("its digests begin at the checkpoint that is shown")
  void aboveTheCheckpoint() {
    holdsCertificate(orders, 6);
    replica.stabilizes(orders, 4);
    assertThat(reportFor(1).certified().batches()).isEqualTo(orders.digests(4, 6));
  }

  @Test
  @DisplayName("\"dropped [...] when a stable checkpoint passes\" it")
  void droppedWhenPassed() {
    holdsCertificate(orders, 4);
    replica.stabilizes(orders, 4);
    assertThat(reportFor(1).certified()).isNull();
  }

  @Test
  @DisplayName("\"whether or not the log still contains it\": one that lost is shown")
  void oneThatLost() {
    holdsCertificate(orders, 5);
    Orders next = orders.begin(1, 3);
    replica.changesTo(next, 3);
    LogReport report = reportFor(2);
    assertThat(report.logView()).isEqualTo(new View(1));
    assertThat(report.log()).isEqualTo(orders.digests(0, 3));
    assertThat(report.certified().certificate()).isEqualTo(orders.certificate(5, 0, 1, 3));
    assertThat(report.certified().batches()).isEqualTo(orders.digests(0, 5));
  }

  @Test
  @DisplayName("one that lost, above a checkpoint of the branch that won")
  void oneThatLostAboveACheckpoint() {
    holdsCertificate(orders, 6);
    Orders next = orders.begin(1, 5);
    replica.changesTo(next, 5);
    replica.stabilizes(next, 4);
    LogReport report = reportFor(2);
    assertThat(report.certified().batches()).isEqualTo(orders.digests(4, 6));
  }

  @Test
  @DisplayName("\"A certificate is dropped only for a greater one\": a later view's is greater")
  void aLaterViewsIsGreater() {
    holdsCertificate(orders, 6);
    Orders next = orders.begin(1, 3);
    replica.changesTo(next, 3);
    holdsCertificate(next, 3);
    CertifiedLog certified = reportFor(2).certified();
    assertThat(certified.certificate()).isEqualTo(next.certificate(3, 0, 1, 3));
    assertThat(certified.batches()).isEqualTo(orders.digests(0, 3));
  }

  @Test
  @DisplayName("\"or when a stable checkpoint [...] contradicts it\"")
  void droppedWhenContradicted() {
    holdsCertificate(orders, 6);
    Orders next = orders.begin(1, 2);
    next.next(2, new Caller(group.client("bob")));
    replica.changesTo(next, 4);
    replica.fetches(next, 3, 4);
    assertThat(replica.view()).isEqualTo(new View(1));
    replica.stabilizes(next, 4);
    assertThat(reportFor(2).certified()).isNull();
  }

  @Test
  @DisplayName("\"Until that step VIEW-CHANGEs show the old (lv, log)\"")
  @Rule("R-INSTALL")
  void whileTheNewLogIsIncomplete() {
    Orders next = orders.begin(1, 2);
    next.next(1, new Caller(group.client("bob")));
    replica.changesTo(next, 3);
    assertThat(replica.view()).isEqualTo(View.ZERO);
    LogReport report = reportFor(2);
    assertThat(report.logView()).isEqualTo(View.ZERO);
    assertThat(report.log()).isEqualTo(orders.digests(0, 6));
  }

  @Test
  @DisplayName("\"no longer than its own proven checkpoint + window\": also a log above a base")
  @Rule("R-INSTALL")
  void neverLongerThanTheWindow() {
    Orders next = orders.begin(1, 6);
    next.next(6, alice);
    replica.changesTo(next, 4, 12); // the base is proven in V: 4 + window
    replica.fetches(next, 7, 12);
    assertThat(replica.view()).isEqualTo(new View(1));
    LogReport report = reportFor(2);
    assertThat(report.log()).hasSizeLessThanOrEqualTo(group.limits().window());
  }
}
