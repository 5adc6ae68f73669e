package io.weevil.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.checkpoint.OwnCheckpoints.OwnState;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import org.junit.jupiter.api.Test;

@Rule("R-CHECKPOINT")
class OwnCheckpointsTest {

  private static final Digest ANY = Digests.of(Bytes.EMPTY);

  private final OwnCheckpoints own = new OwnCheckpoints(3);

  @Test
  void keepsTheNewestOfEachKind() {
    for (long slot = 4; slot <= 20; slot += 4) {
      own.executed(new Slot(slot), new OwnState(ANY, ANY, out -> {}));
      own.committed(new Slot(slot), ANY);
    }

    assertThat(own.stateAt(new Slot(8))).isNull();
    assertThat(own.commitAt(new Slot(8))).isNull();
    assertThat(own.signable(new Slot(12))).isNotNull();
    assertThat(own.signable(new Slot(20))).isNotNull();
  }

  @Test
  @Rule("R-EVIDENCE")
  void refusesASecondStatementForOneSlot() {
    own.signed(new Checkpoint(new ReplicaId(0), new Slot(4), ANY, ANY, Bytes.EMPTY));
    Digest other = Digests.of(Bytes.utf8("other"));
    Checkpoint second = new Checkpoint(new ReplicaId(0), new Slot(4), ANY, other, Bytes.EMPTY);

    assertThatThrownBy(() -> own.signed(second)).isInstanceOf(IllegalStateException.class);
  }
}
