package io.weevil.engine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import org.junit.jupiter.api.Test;

@Rule("R-CHECKPOINT")
class SnapshotsTest {

  private final Snapshots snapshots = new Snapshots(3, at(0));

  @Test
  void keepsTheStableSnapshotAndThoseAfterIt() {
    addUpTo(12);

    snapshots.stabilize(new Slot(8));

    assertThat(snapshots.size()).isEqualTo(2);
    assertThat(newestUpTo(11)).isEqualTo(8);
    assertThat(newestUpTo(12)).isEqualTo(12);
  }

  @Test
  void theInitialStateIsThereUntilASlotIsStable() {
    addUpTo(4);

    assertThat(newestUpTo(3)).isEqualTo(0);
    assertThat(newestUpTo(4)).isEqualTo(4);
  }

  @Test
  void aSnapshotTooManyTakesThePlaceOfTheOldestAfterTheStableOne() {
    addUpTo(20);

    assertThat(snapshots.size()).isEqualTo(4);
    assertThat(newestUpTo(11)).as("the stable one stays").isEqualTo(0);
    assertThat(newestUpTo(12)).isEqualTo(12);
    assertThat(newestUpTo(20)).isEqualTo(20);
  }

  @Test
  void aStableSlotWithoutASnapshotKeepsTheNewestBeforeIt() {
    addUpTo(8);

    snapshots.stabilize(new Slot(10));

    assertThat(newestUpTo(10)).isEqualTo(8);
    assertThat(snapshots.size()).isEqualTo(1);
  }

  private void addUpTo(long last) {
    for (long slot = 4; slot <= last; slot += 4) {
      snapshots.add(at(slot));
    }
  }

  private long newestUpTo(long slot) {
    return snapshots.newestUpTo(new Slot(slot)).slot().number();
  }

  private static ReplicaSnapshot at(long slot) {
    Digest any = Digests.of(Bytes.EMPTY);
    return new ReplicaSnapshot(
        any, new Slot(slot), any, Timestamp.ZERO, ReplyCache.empty(1, 1), out -> {});
  }
}
