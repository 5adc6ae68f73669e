package io.weevil.actors.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.role.Event;
import org.junit.jupiter.api.Test;

class EventCountersTest {

  @Test
  void countersHaveABoundedNumberOfNames() {
    EventCounters counters = new EventCounters();
    for (int i = 0; i < 5_000; i++) {
      counters.onEvent(new Event.Ignored("core", MessageKind.STATUS, "reason " + i));
    }

    assertThat(counters.counts()).hasSizeLessThanOrEqualTo(1_001).containsEntry("other", 4_000L);
  }
}
