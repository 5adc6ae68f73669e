package io.weevil.engine.history;

import static io.weevil.engine.history.TestLog.EMPTY_HISTORY;
import static io.weevil.engine.history.TestLog.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderReqArchiveTest {

  @Test
  @DisplayName("keeps so many slots, and drops the oldest first")
  void isBoundedBySlots() {
    OrderReqArchive archive = archive(2, 500);
    fill(archive, 1, 3, 10);
    assertThat(archive.entry(new Slot(1))).isNull();
    assertThat(archive.entry(new Slot(2))).isNotNull();
    assertThat(archive.entry(new Slot(3))).isNotNull();
  }

  @Test
  @DisplayName("keeps so many bytes of batches, and drops the oldest first")
  void isBoundedByBytes() {
    OrderReqArchive archive = archive(100, 25);
    fill(archive, 1, 9, 10);
    assertThat(archive.size()).isEqualTo(2);
    assertThat(archive.entry(new Slot(9))).isNotNull();
    fill(archive, 10, 10, 26); // larger than all the room there is
    assertThat(archive.size()).isZero();
    fill(archive, 11, 11, 25);
    assertThat(archive.entry(new Slot(11))).as("what was dropped left its room").isNotNull();
  }

  @Test
  void keepsNothingWhenItMayNot() {
    OrderReqArchive archive = archive(0, 500);
    fill(archive, 1, 3, 10);
    assertThat(archive.size()).isZero();
  }

  @Test
  @DisplayName("reaches as far as it has room for batches like those of late")
  void reach() {
    OrderReqArchive archive = archive(10, 100);
    assertThat(archive.reach()).isEqualTo(10);
    fill(archive, 1, 9, 20);
    assertThat(archive.reach()).as("full by bytes").isEqualTo(5);
    fill(archive, 10, 30, 1);
    assertThat(archive.reach()).isEqualTo(10);
    assertThat(archive(0, 100).reach()).isZero();
  }

  @Test
  @DisplayName("gives back what it was given")
  void givesBack() {
    OrderReqArchive archive = archive(10, 100);
    LogEntry given = entry(1, EMPTY_HISTORY, "batch", 1);
    archive.add(given);
    assertThat(archive.entry(new Slot(1)).history()).isEqualTo(given.history());
    assertThat(archive.entry(new Slot(1)).header()).isEqualTo(given.header());
    assertThat(archive.batch(given.batch().digest()).encoded()).isEqualTo(given.batch().encoded());
    assertThat(archive.batch(EMPTY_HISTORY)).isNull();
  }

  private static OrderReqArchive archive(int slots, long bytes) {
    return new OrderReqArchive(
        slots,
        bytes,
        encoded -> new Batch(Timestamp.ZERO, List.of(), encoded, Digests.of(encoded)));
  }

  private static void fill(OrderReqArchive archive, int from, int to, int bytes) {
    for (int slot = from; slot <= to; slot++) {
      archive.add(entry(slot, EMPTY_HISTORY, "x".repeat(bytes), 1));
    }
  }
}
