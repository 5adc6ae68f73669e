package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-SUSPECT")
@DisplayName("a primary that is late with one thing and gets others done is borne for a while")
class BusyPrimaryTest {

  private static final Duration PART = ReplicaTimers.DEFAULT.requestTimer();

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller bob = new Caller(group.client("bob"));
  private int slots;

  private TimerKey aliceAsks() {
    Request request = new Caller(group.client("alice")).next();
    replica.isAsked(request);
    return new TimerKey.RequestPending(OperationId.of(request));
  }

  private void oneOfBobsIsCommitted() {
    slots++;
    replica.hears(orders.agreed(bob.next()));
    replica.hearsCommits(orders, slots, 0, 2, 3);
  }

  @Test
  @DisplayName("a request timer starts anew when something was committed while it ran")
  void others() {
    TimerKey timer = aliceAsks();
    replica.passes(PART);
    oneOfBobsIsCommitted();
    replica.passes(PART);
    assertThat(replica.fires(timer).suspicions()).isEmpty();
    assertThat(replica.waitsFor(timer)).isTrue();
  }

  @Test
  @DisplayName("not when nothing was, or nothing since it last started")
  void nothing() {
    TimerKey timer = aliceAsks();
    replica.passes(PART);
    oneOfBobsIsCommitted();
    replica.passes(PART);
    replica.fires(timer);
    replica.passes(PART);
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("nor when the others committed only what it had ordered before: it may be dead")
  void olderOrders() {
    replica.hears(orders.next(2, bob));
    TimerKey timer = aliceAsks();
    replica.passes(PART);
    replica.hearsCommits(orders, 2, 0, 2, 3);
    assertThat(replica.committed()).isEqualTo(2);
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("nor when others have handed on what it ordered")
  void ordersHandedOn() {
    TimerKey timer = aliceAsks();
    replica.passes(PART);
    replica.hears(2, orders.agreed(bob.next()));
    replica.hearsCommits(orders, 1, 0, 2, 3);
    assertThat(replica.committed()).isEqualTo(1);
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("that it orders nothing is no fault of its own while the window is full")
  void fullWindow() {
    replica.hears(orders.next(BackupHarness.LIMITS.window(), bob));
    TimerKey timer = aliceAsks();
    replica.passes(PART);
    replica.hearsCommits(orders, 3, 0, 2, 3);
    assertThat(replica.fires(timer).suspicions()).isEmpty();
  }

  @Test
  @DisplayName("a request that is ordered waits for the votes of all, so any commit is a sign")
  void ordered() {
    Request first = bob.next();
    Request second = bob.next();
    replica.hears(orders.agreed(first), orders.agreed(second));
    replica.isAsked(second);
    replica.passes(PART);
    replica.hearsCommits(orders, 1, 0, 2, 3);
    TimerKey timer = new TimerKey.RequestPending(OperationId.of(second));
    assertThat(replica.fires(timer).suspicions()).isEmpty();
  }

  @Test
  @DisplayName(
      "whoever starves one client is suspected all the same, when time-outs stretch no more")
  void starved() {
    TimerKey timer = aliceAsks();
    for (int i = 1; i < Patience.MAX_STRETCH; i++) {
      replica.passes(PART);
      oneOfBobsIsCommitted();
      assertThat(replica.fires(timer).suspicions()).as("after %s parts", i).isEmpty();
    }
    replica.passes(PART);
    oneOfBobsIsCommitted();
    assertThat(replica.fires(timer).suspicions()).hasSize(1);
  }

  @Test
  @DisplayName("a slot that is to be committed is waited for alike while those below it are")
  void slots() {
    replica.hears(orders.next(4, new Caller(group.client("alice"))));
    TimerKey fourth = new TimerKey.VoteExchange(new Slot(4));
    replica.passes(PART);
    replica.hearsCommits(orders, 2, 0, 2, 3);
    assertThat(replica.fires(fourth).suspicions()).isEmpty();
    replica.passes(PART);
    assertThat(replica.fires(fourth).suspicions()).as("nothing since").hasSize(1);
  }
}
