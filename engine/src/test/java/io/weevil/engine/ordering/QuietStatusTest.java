package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-STATUS when all is done. */
@Rule("R-STATUS")
class QuietStatusTest {

  private static final TimerKey STATUS = new TimerKey.StatusPeriod();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);

  private int statusesIn(int periods) {
    int said = 0;
    for (int i = 0; i < periods; i++) {
      said += replica.fires(STATUS).broadcasts(Status.class).size();
    }
    return said;
  }

  @Test
  @DisplayName("\"and at every tenth run-out of that timer though all is done\"")
  void nowAndThen() {
    assertThat(statusesIn(PeerService.QUIET_PERIODS - 1)).isZero();
    assertThat(statusesIn(1)).isOne();
    assertThat(statusesIn(PeerService.QUIET_PERIODS - 1)).isZero();
    assertThat(statusesIn(1)).isOne();
  }

  @Test
  @DisplayName("whoever hears from enough others that they are further asks for the slots")
  void whoIsBehindAsks() {
    for (int other : new int[] {0, 2, 3}) {
      replica.hears(
          other,
          new Status(View.ZERO, View.ZERO, Slot.ZERO, new Slot(2), new Slot(2), new Slot(2)));
    }
    replica.fires(STATUS);
    assertThat(replica.fires(STATUS).sentToPeers().stream().map(Object::toString))
        .anyMatch(sent -> sent.contains(FillHole.class.getSimpleName()));
  }
}
