package io.weevil.actors.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Promise;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentPromisesTest {

  @Test
  void theLatestAreKeptAndNoMore() {
    RecentPromises store = new RecentPromises(3);

    IntStream.range(0, 10).mapToObj(RecentPromisesTest::promise).forEach(store::store);

    assertThat(store.promises()).containsExactly(promise(7), promise(8), promise(9));
  }

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

  @Test
  void countersHaveABoundedNumberOfNames() {
    EventCounters counters = new EventCounters();
    for (int i = 0; i < 5_000; i++) {
      counters.onEvent(new Event.Ignored("core", MessageKind.STATUS, "reason " + i));
    }

    assertThat(counters.counts()).hasSizeLessThanOrEqualTo(1_001).containsEntry("other", 4_000L);
  }

  private static Promise promise(int view) {
    return new Promise.NoConfidenceSigned(
        new NoConfidence(new ReplicaId(0), new View(view), Bytes.EMPTY));
  }
}
