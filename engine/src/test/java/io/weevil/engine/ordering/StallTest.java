package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Timestamp;
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
}
