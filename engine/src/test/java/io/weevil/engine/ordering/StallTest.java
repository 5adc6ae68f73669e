package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Stalls;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-SUSPECT")
@DisplayName("time that a replica stood still itself blames nobody")
class StallTest {

  private static final Duration TIMER = Duration.ofSeconds(3);
  private static final Timestamp START = TestGroup.NOW;

  private final Stalls stalls = new Stalls();

  private boolean excuses(Duration after) {
    return stalls.excuse(START, TIMER, START.plus(after));
  }

  @Test
  void aTimerThatFiresInTimeOrALittleLateCounts() {
    assertThat(excuses(TIMER.plusMillis(500))).isFalse();
  }

  @Test
  void aTimerThatFiresMuchTooLateDoesNot() {
    assertThat(excuses(TIMER.multipliedBy(2))).isTrue();
    assertThat(excuses(TIMER.multipliedBy(1_000))).as("however long it stood still").isTrue();
  }

  @Test
  @DisplayName("not for ever: who is always late has to suspect a dead primary, too")
  void whoIsAlwaysLate() {
    for (int i = 0; i < Stalls.MAX; i++) {
      assertThat(excuses(TIMER.multipliedBy(2))).isTrue();
    }
    assertThat(excuses(TIMER.multipliedBy(2))).isFalse();
    assertThat(excuses(TIMER)).isFalse();
    assertThat(excuses(TIMER.multipliedBy(2))).as("after one in time").isTrue();
  }

  @Test
  @DisplayName("a request timer that fires much too late starts anew, and counts the next time")
  void aRequestTimer() {
    TestGroup group = BackupHarness.group();
    BackupHarness replica = new BackupHarness(group, 1);
    Request request = new Caller(group.client("alice")).next();
    replica.isAsked(request);
    countsTheNextTime(replica, new TimerKey.RequestPending(OperationId.of(request)));
  }

  @Test
  @DisplayName("so does the timer of a slot that is to be committed")
  void aCommitTimer() {
    TestGroup group = BackupHarness.group();
    BackupHarness replica = new BackupHarness(group, 1);
    replica.hears(new Orders(group).agreed());
    countsTheNextTime(replica, new TimerKey.VoteExchange(new Slot(1)));
  }

  @Test
  @DisplayName("a backup that is late every time suspects all the same in the end")
  void aBackupThatIsAlwaysLate() {
    TestGroup group = BackupHarness.group();
    BackupHarness replica = new BackupHarness(group, 1);
    Request request = new Caller(group.client("alice")).next();
    replica.isAsked(request);
    replica.hears(new Orders(group).agreed());
    suspectsInTheEnd(replica, new TimerKey.RequestPending(OperationId.of(request)));
    suspectsInTheEnd(replica, new TimerKey.VoteExchange(new Slot(1)));
  }

  private static void suspectsInTheEnd(BackupHarness replica, TimerKey timer) {
    for (int i = 0; i < Stalls.MAX; i++) {
      replica.passes(TIMER.multipliedBy(2));
      assertThat(replica.fires(timer).suspicions()).isEmpty();
    }
    replica.passes(TIMER.multipliedBy(2));
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }

  private static void countsTheNextTime(BackupHarness replica, TimerKey timer) {
    replica.passes(TIMER.multipliedBy(2));
    assertThat(replica.fires(timer).suspicions()).isEmpty();
    replica.passes(TIMER);
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }
}
