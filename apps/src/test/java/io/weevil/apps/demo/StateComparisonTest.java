package io.weevil.apps.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StateComparisonTest {

  private static final Digest GOOD = Digests.of(Bytes.utf8("good"));
  private static final Digest BAD = Digests.of(Bytes.utf8("bad"));
  private static final Slot WORKLOAD = new Slot(100);

  private final SortedMap<ReplicaId, StatusReport> reports = new TreeMap<>();

  @Test
  void equalDigestsAtOneSlotAfterTheWorkloadAreAsTheyShouldBe() {
    report(0, 128, GOOD);
    report(1, 128, GOOD);
    assertThat(judge().faults()).isEmpty();
    assertThat(judge().digests()).hasSize(2);
  }

  @Test
  void differentDigestsAreAFault() {
    report(0, 128, GOOD);
    report(1, 128, BAD);
    assertThat(judge().faults()).singleElement().asString().contains("differ");
  }

  @Test
  void aDigestFromBeforeTheWorkloadsEndProvesNothing() {
    report(0, 64, GOOD);
    report(1, 64, GOOD);
    assertThat(judge().faults()).hasSize(2).allMatch(fault -> fault.contains("at slot 64 only"));
  }

  @Test
  void aReplicaThatIsBehindIsAFault() {
    report(0, 128, GOOD);
    report(1, 64, GOOD);
    assertThat(judge().faults()).singleElement().asString().contains("replica 1", "64");
    assertThat(judge().digests()).hasSize(1);
  }

  @Test
  void aReplicaThatIsSilentIsAFault() {
    report(0, 128, GOOD);
    assertThat(judge().faults()).singleElement().asString().contains("replica 1 does not say");
  }

  private StateComparison.Outcome judge() {
    return StateComparison.judge(
        reports, WORKLOAD, new TreeSet<>(List.of(new ReplicaId(0), new ReplicaId(1))));
  }

  private void report(int replica, long checkpoint, Digest digest) {
    Slot slot = new Slot(130);
    reports.put(
        new ReplicaId(replica),
        new StatusReport(
            1,
            View.ZERO,
            Track.AGREED,
            slot,
            slot,
            slot,
            slot,
            new Slot(checkpoint),
            digest,
            Health.WELL));
  }
}
