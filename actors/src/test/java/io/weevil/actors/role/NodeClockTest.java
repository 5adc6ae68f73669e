package io.weevil.actors.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.model.Timestamp;
import org.junit.jupiter.api.Test;

class NodeClockTest {

  @Test
  void theSystemsClockNeverGoesBack() {
    NodeClock clock = NodeClock.system();
    Timestamp previous = clock.now();
    for (int i = 0; i < 10_000; i++) {
      Timestamp now = clock.now();
      assertThat(now.isBefore(previous)).isFalse();
      previous = now;
    }
  }
}
