package io.weevil.testkit.knownbugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.viewchange.NewViewRule;
import io.weevil.engine.viewchange.NewViewRule.Certified;
import io.weevil.engine.viewchange.NewViewRule.Selected;
import io.weevil.engine.viewchange.NewViewRule.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Z4 (FaB's liveness flaw, same paper as Z1): a set of reports from which no value is admissible,
 * so that the group is stuck for ever. Ours yields a log for every set, however it was made up.
 */
class NewViewSelectionTest {

  private static final Digest GROUP = Digests.of(Bytes.utf8("group"));
  private static final int SETS = 20_000;

  private final Random random = new Random(4);

  /** What is committed for good; checkpoints are on it, logs need not be. */
  private final List<Digest> trunk = batches(4);

  private List<Digest> batches(int size) {
    List<Digest> batches = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      batches.add(Digests.of(Bytes.utf8("batch " + random.nextInt(2))));
    }
    return batches;
  }

  private HistoryChain anyLogAbove(int base) {
    Digest history = GROUP;
    for (int i = 0; i < base; i++) {
      history = Digests.chain(history, new Slot(i + 1L), trunk.get(i));
    }
    return HistoryChain.of(new Slot(base), history, batches(random.nextInt(4)));
  }

  private Shown anything() {
    int base = random.nextInt(3) == 0 ? random.nextInt(trunk.size()) : 0;
    Certified certified =
        random.nextBoolean() ? null : new Certified(new View(random.nextInt(3)), anyLogAbove(base));
    return new Shown(new View(random.nextInt(3)), anyLogAbove(base), certified);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-SELECT")
  void z4_everySetOfReportsYieldsALog(int f, int c) {
    Quorums quorums = new Quorums(f, c);
    for (int i = 0; i < SETS; i++) {
      List<Shown> shown = new ArrayList<>();
      while (shown.size() < quorums.viewChange()) {
        shown.add(anything());
      }
      Selected selected = NewViewRule.select(quorums, shown);
      assertThat(selected.log().chain().contains(selected.base().end(), selected.base().history()))
          .as("%s extends its base", selected)
          .isTrue();
    }
  }

  /** The schedule of the paper: a, a, and b with a proof; there nothing is admissible. */
  @ParameterizedTest
  @CsvSource({"0, a", "1, b"})
  @Rule("R-SELECT")
  void z4_supportForOneAndProofOfTheOtherDecideBetweenThemselves(int proofOf, String expected) {
    HistoryChain a = HistoryChain.of(Slot.ZERO, GROUP, List.of(Digests.of(Bytes.utf8("a"))));
    HistoryChain b = HistoryChain.of(Slot.ZERO, GROUP, List.of(Digests.of(Bytes.utf8("b"))));
    View one = new View(1);
    Shown forA = new Shown(one, a, null);
    Shown proof = new Shown(new View(0), b, new Certified(new View(proofOf), b));
    Selected selected = NewViewRule.select(new Quorums(1, 0), List.of(forA, forA, proof));
    assertThat(selected.log().history()).isEqualTo((expected.equals("a") ? a : b).lastHistory());
  }
}
