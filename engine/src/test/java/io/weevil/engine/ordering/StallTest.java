package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-SUSPECT")
@DisplayName("time that a replica stood still itself blames nobody")
class StallTest {

  private static final Duration TIMER = Duration.ofSeconds(3);
  private static final Timestamp START = TestGroup.NOW;

  private final BackupContext context =
      new BackupContext(
          TestGroup.of(1, 0).configuration(), TestGroup.of(1, 0).signer(1), ReplicaTimers.DEFAULT);

  @Test
  void aTimerThatFiresInTimeOrALittleLateCounts() {
    context.now = START.plus(TIMER.plusMillis(500));
    assertThat(context.hasStalled(START, TIMER)).isFalse();
  }

  @Test
  void aTimerThatFiresMuchTooLateDoesNot() {
    context.now = START.plus(TIMER.multipliedBy(2));
    assertThat(context.hasStalled(START, TIMER)).isTrue();
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

  private static void countsTheNextTime(BackupHarness replica, TimerKey timer) {
    replica.passes(TIMER.multipliedBy(2));
    assertThat(replica.fires(timer).suspicions()).isEmpty();
    replica.passes(TIMER);
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }
}
