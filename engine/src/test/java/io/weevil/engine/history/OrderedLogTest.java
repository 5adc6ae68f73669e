package io.weevil.engine.history;

import static io.weevil.engine.history.TestLog.EMPTY_HISTORY;
import static io.weevil.engine.history.TestLog.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderedLogTest {

  private final OrderedLog log = new OrderedLog(EMPTY_HISTORY);

  @Test
  @DisplayName("\"h_0 fixed by the group configuration's digest\"")
  void beginsWithTheGroup() {
    assertThat(log.last()).isEqualTo(Slot.ZERO);
    assertThat(log.lastHistory()).isEqualTo(EMPTY_HISTORY);
    assertThat(log.contains(Slot.ZERO, EMPTY_HISTORY)).isTrue();
    assertThat(log.historyAt(new Slot(1))).isNull();
  }

  @Test
  @DisplayName("\"h_s = H(h_(s-1) ‖ s ‖ d_s)\"")
  void chainsHistories() {
    LogEntry first = append(1, "a");
    LogEntry second = append(2, "b");
    assertThat(second.history())
        .isEqualTo(Digests.chain(first.history(), new Slot(2), second.batch().digest()));
    assertThat(log.lastHistory()).isEqualTo(second.history());
    assertThat(log.historyAt(new Slot(1))).isEqualTo(first.history());
    assertThat(log.contains(new Slot(1), second.history())).isFalse();
  }

  @Test
  @Rule("R-ACCEPT-2")
  void hasNoGaps() {
    LogEntry first = append(1, "a");
    assertThatThrownBy(() -> log.append(entry(3, first.history(), "c", 1)))
        .hasMessage("the next slot is s2, not s3");
    assertThatThrownBy(() -> log.append(entry(1, EMPTY_HISTORY, "a", 1)))
        .hasMessage("the next slot is s2, not s1");
  }

  @Test
  @Rule("R-ACCEPT-3")
  void isOneHistory() {
    append(1, "a");
    LogEntry other = entry(1, EMPTY_HISTORY, "b", 1);
    assertThatThrownBy(() -> log.append(entry(2, other.history(), "c", 1)))
        .hasMessageContaining("does not extend the history");
    assertThat(log.last()).isEqualTo(new Slot(1));
  }

  @Test
  @Rule("R-ACCEPT-5")
  void isOrderedInTime() {
    LogEntry first = entry(1, EMPTY_HISTORY, "a", 10);
    log.append(first);
    assertThatThrownBy(() -> log.append(entry(2, first.history(), "b", 9)))
        .hasMessageContaining("older than the slot before it");
    log.append(entry(2, first.history(), "b", 10));
    assertThat(log.lastTimestamp()).isEqualTo(new Timestamp(10));
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("\"drop log ≤ s\": what is above stays, and so does the history at s")
  void dropsWhatIsStable() {
    List<LogEntry> all = List.of(append(1, "a"), append(2, "b"), append(3, "c"));
    assertThat(log.truncate(new Slot(2))).containsExactlyElementsOf(all.subList(0, 2));
    assertThat(log.base()).isEqualTo(new Slot(2));
    assertThat(log.entry(new Slot(2))).isNull();
    assertThat(log.entry(new Slot(3))).isEqualTo(all.get(2));
    assertThat(log.contains(new Slot(2), all.get(1).history())).isTrue();
    assertThat(log.historyAt(new Slot(1))).isNull();
    append(4, "d");
  }

  @Test
  @DisplayName("a log that was dropped to its end goes on from there, in history and in time")
  void goesOnAfterItsEnd() {
    log.append(entry(1, EMPTY_HISTORY, "a", 10));
    log.truncate(new Slot(1));
    assertThat(log.last()).isEqualTo(new Slot(1));
    assertThatThrownBy(() -> log.append(entry(2, log.lastHistory(), "b", 9)))
        .hasMessageContaining("older");
    log.append(entry(2, log.lastHistory(), "b", 11));
    assertThat(log.last()).isEqualTo(new Slot(2));
  }

  @Test
  void dropsNothingItDoesNotHave() {
    append(1, "a");
    assertThatThrownBy(() -> log.truncate(new Slot(2))).hasMessage("s2 is not in the log s0 … s1");
    assertThat(log.truncate(Slot.ZERO)).isEmpty();
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("gives back what is above a slot, and goes on from there on another branch")
  void rollsBack() {
    List<LogEntry> all = List.of(append(1, "a"), append(2, "b"), append(3, "c"));
    assertThat(log.rollback(new Slot(1))).containsExactlyElementsOf(all.subList(1, 3));
    assertThat(log.last()).isEqualTo(new Slot(1));
    assertThat(log.lastHistory()).isEqualTo(all.get(0).history());
    assertThat(append(2, "d").history()).isNotEqualTo(all.get(1).history());
    assertThat(log.rollback(new Slot(2))).isEmpty();
  }

  @Test
  @Rule("R-INSTALL")
  @DisplayName("to its base at the most: what is stable is never given back")
  void rollsBackToItsBase() {
    append(1, "a");
    LogEntry second = append(2, "b");
    append(3, "c");
    log.truncate(new Slot(2));
    assertThat(log.rollback(new Slot(2))).hasSize(1);
    assertThat(log.lastHistory()).isEqualTo(second.history());
    assertThatThrownBy(() -> log.rollback(new Slot(1))).hasMessageContaining("is not in the log");
    assertThatThrownBy(() -> log.rollback(new Slot(3))).hasMessageContaining("is not in the log");
  }

  @Test
  @Rule("R-STATE")
  @DisplayName("begins anew above a state that came from elsewhere, in history and in time")
  void restarts() {
    List<LogEntry> all = List.of(append(1, "a"), append(2, "b"));
    assertThat(log.restart(new Slot(8), all.get(0).history(), new Timestamp(50)))
        .containsExactlyElementsOf(all);
    assertThat(log.base()).isEqualTo(new Slot(8));
    assertThat(log.last()).isEqualTo(new Slot(8));
    assertThat(log.lastTimestamp()).isEqualTo(new Timestamp(50));
    assertThat(log.entry(new Slot(1))).isNull();
    assertThatThrownBy(() -> log.append(entry(9, all.get(0).history(), "c", 49)))
        .hasMessageContaining("older than the slot before it");
    log.append(entry(9, all.get(0).history(), "c", 50));
  }

  private LogEntry append(long slot, String content) {
    LogEntry entry = entry(slot, log.lastHistory(), content, slot);
    log.append(entry);
    return entry;
  }
}
