package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.history.LogEntry;
import io.weevil.engine.history.OrderedLog;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.Slot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "the greatest certificate [...] whether or not the log still contains it" (R-VIEW-CHANGE). */
@Rule("R-VIEW-CHANGE")
class HeldCertificateTest {

  private final TestGroup group = BackupHarness.group();
  private final Orders orders = new Orders(group);
  private final OrderedLog log = new OrderedLog(group.digest());
  private final HeldCertificate held = new HeldCertificate();

  @BeforeEach
  void sixSlots() {
    for (OrderReq order : orders.next(6, new Caller(group.client("alice")))) {
      append(order);
    }
  }

  private void append(OrderReq order) {
    var header = order.header();
    log.append(LogEntry.accepted(header, header.header().history(), order.batch(), null));
  }

  private Shown shown(long base) {
    var certified = held.above(new Slot(base), orders.historyAt(base), log);
    return certified == null
        ? new Shown(0, 0)
        : new Shown(certified.certificate().vote().slot().number(), certified.batches().size());
  }

  /** The certificate's slot, and how many digests lead to it. */
  private record Shown(long slot, int digests) {}

  @Test
  void nothingIsShownWhereNothingIsHeld() {
    assertThat(held.above(Slot.ZERO, group.digest(), log)).isNull();
  }

  @Test
  @DisplayName("greater by (view, slot): a later view's shorter one is greater")
  void greater() {
    assertThat(held.offer(orders.certificate(5, 0, 1, 2))).isTrue();
    assertThat(held.offer(orders.certificate(4, 0, 1, 2))).isFalse();
    assertThat(held.offer(orders.certificate(5, 1, 2, 3))).as("no greater").isFalse();
    assertThat(held.offer(orders.begin(1, 6).certificate(2, 0, 1, 2))).isTrue();
    assertThat(held.offer(orders.certificate(6, 0, 1, 2))).as("an older view's").isFalse();
    assertThat(shown(0)).isEqualTo(new Shown(2, 2));
  }

  @Test
  void itIsKeptWhenTheLogLosesIt() {
    held.offer(orders.certificate(5, 0, 1, 2));
    held.keep(log);
    log.rollback(new Slot(3));
    assertThat(shown(0)).isEqualTo(new Shown(5, 5));
    assertThat(shown(3)).isEqualTo(new Shown(5, 2));
    held.keep(log); // loses more: what is kept stays
    log.rollback(Slot.ZERO);
    assertThat(shown(0)).isEqualTo(new Shown(5, 5));
  }

  @Test
  void itIsNotShownAboveACheckpointThatItContradicts() {
    held.offer(orders.certificate(5, 0, 1, 2));
    held.keep(log);
    assertThat(held.above(new Slot(3), group.digest(), log)).isNull();
    assertThat(held.above(new Slot(5), orders.historyAt(5), log)).as("passed").isNull();
  }

  @Test
  @DisplayName("a stable checkpoint passes it, or contradicts it, or leaves it")
  void dropped() {
    held.offer(orders.certificate(5, 0, 1, 2));
    held.onStable(new Slot(4), orders.historyAt(4));
    assertThat(shown(4)).isEqualTo(new Shown(5, 1));
    held.onStable(new Slot(5), orders.historyAt(5));
    assertThat(shown(4)).isEqualTo(new Shown(0, 0));

    held.offer(orders.certificate(6, 0, 1, 2));
    held.keep(log);
    held.onStable(new Slot(4), group.digest());
    assertThat(shown(4)).as("contradicted").isEqualTo(new Shown(0, 0));
  }
}
