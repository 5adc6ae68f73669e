package io.weevil.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Slot;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@Rule("R-CHECKPOINT")
class PassedProofsTest {

  private static final int WINDOW = 8;
  private static final TestGroup GROUP = TestGroup.of(1, 0);

  private final PassedProofs proofs = new PassedProofs(WINDOW);

  private static StableProof proof(long slot) {
    return GROUP.stableProof(new Slot(slot), GROUP.digest(), GROUP.digest());
  }

  private void proveUpTo(long last) {
    for (long slot = 4; slot <= last; slot += 4) {
      proofs.add(proof(slot));
    }
  }

  private List<Long> kept(long last) {
    return LongStream.rangeClosed(1, last)
        .filter(slot -> proofs.at(new Slot(slot)) != null)
        .boxed()
        .toList();
  }

  @Test
  void theyAreAWindowApart() {
    proveUpTo(32);
    assertThat(kept(32)).containsExactly(8L, 16L, 24L, 32L);
  }

  @Test
  void howeverFarTheGroupGoesTheyAreNoMoreThanSoMany() {
    proveUpTo(10L * PassedProofs.CAPACITY * WINDOW);
    assertThat(kept(10L * PassedProofs.CAPACITY * WINDOW))
        .hasSize(PassedProofs.CAPACITY)
        .as("the next ones, at which this replica arrives first")
        .startsWith(8L, 16L)
        .endsWith((long) PassedProofs.CAPACITY * WINDOW);
  }

  @Test
  void whatIsPassedMakesRoom() {
    long full = (long) PassedProofs.CAPACITY * WINDOW;
    proveUpTo(full + 40);
    proofs.forgetUpTo(new Slot(16));
    assertThat(kept(16)).isEmpty();
    assertThat(proofs.at(new Slot(24))).isNotNull();
    proofs.add(proof(full + 44));
    assertThat(proofs.at(new Slot(full + 44))).isNotNull();
  }

  @Test
  void afterAStableSlotTheNextIsAWindowAbove() {
    proofs.forgetUpTo(new Slot(100));
    proofs.add(proof(104));
    proofs.add(proof(108));
    assertThat(kept(108)).containsExactly(108L);
  }
}
