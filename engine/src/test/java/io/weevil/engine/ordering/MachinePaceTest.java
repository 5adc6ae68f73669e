package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Slowed;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-SUSPECT")
@DisplayName("a replica whose own ticks come late waits longer for others")
class MachinePaceTest {

  private static final Duration PERIOD = Duration.ofMillis(250);

  private final MachinePace pace = new MachinePace(PERIOD);

  private void ticks(int times, long lateMillis) {
    for (int i = 0; i < times; i++) {
      pace.onTick(PERIOD.plusMillis(lateMillis));
    }
  }

  @Test
  @DisplayName("little lateness is nothing unusual")
  void little() {
    ticks(20, 30);
    assertThat(pace.factor()).isEqualTo(1);
    assertThat(pace.stretch(PERIOD)).isEqualTo(PERIOD);
  }

  @Test
  @DisplayName("ticks that take three periods make what is configured count two and a half times")
  void late() {
    ticks(60, 500);
    assertThat(pace.factor()).isEqualTo(2.5, within(0.1));
  }

  @Test
  @DisplayName("fourfold at most")
  void bounded() {
    ticks(100, 100_000);
    assertThat(pace.factor()).isEqualTo(MachinePace.MAX_FACTOR);
  }

  @Test
  @DisplayName("one stop of the machine is forgotten after some seconds")
  void oneStop() {
    ticks(20, 10);
    ticks(1, 7_000);
    assertThat(pace.factor()).isGreaterThan(2);
    ticks(20, 10);
    assertThat(pace.factor()).isEqualTo(1);
  }

  @Test
  @DisplayName("ticks that come early say nothing")
  void early() {
    ticks(20, -200);
    assertThat(pace.factor()).isEqualTo(1);
  }

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);

  private void itsTicksTake(Duration each) {
    for (int i = 0; i < 60; i++) {
      replica.passes(each);
      replica.fires(new TimerKey.StatusPeriod());
    }
  }

  private Duration requestTimer() {
    Request request = new Caller(group.client("alice")).next();
    replica.isAsked(request);
    return replica.remaining(new TimerKey.RequestPending(OperationId.of(request)));
  }

  @Test
  @DisplayName("request timers follow it")
  void requestTimers() {
    itsTicksTake(PERIOD.multipliedBy(3));
    Duration unhurried = ReplicaTimers.DEFAULT.requestTimer().multipliedBy(Patience.MAX_STRETCH);
    assertThat(requestTimer()).isBetween(unhurried.multipliedBy(2), unhurried.multipliedBy(3));
  }

  @Test
  @DisplayName("the view-change manager is told before it hears that the replica is frozen")
  void newViewTimer() {
    itsTicksTake(PERIOD.multipliedBy(3));
    List<RoleMessage> told = replica.leavesFor(1).tells(RoleMessage.class);
    assertThat(told)
        .filteredOn(m -> m instanceof Slowed || m instanceof RoleMessage.Frozen)
        .satisfiesExactly(
            m -> assertThat(((Slowed) m).factor()).isEqualTo(2.5, within(0.1)),
            m -> assertThat(m).isInstanceOf(RoleMessage.Frozen.class));
  }
}
