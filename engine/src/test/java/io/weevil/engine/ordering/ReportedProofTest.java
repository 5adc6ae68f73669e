package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A VIEW-CHANGE shows the newest checkpoint that its sender knows to be proven, from wherever. */
@Rule("R-VIEW-CHANGE")
class ReportedProofTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupCore core =
      new BackupCore(group.configuration(), group.signer(1), header -> true, ReplicaTimers.DEFAULT);

  private LogReport leaves(long target) {
    return core.on(new RoleMessage.LeaveView(new View(target)), TestGroup.NOW).stream()
        .filter(o -> o instanceof Output.Tell(RoleMessage.Frozen f))
        .map(o -> ((RoleMessage.Frozen) ((Output.Tell) o).message()).report())
        .findFirst()
        .orElseThrow();
  }

  private StableProof proof(long slot) {
    return new StableProof(
        IntStream.of(0, 2, 3)
            .mapToObj(
                i -> group.signer(i).checkpoint(new Slot(slot), group.digest(), group.digest()))
            .toList());
  }

  @Test
  void theBaseOfANewViewIsShownInTheNextViewChange() {
    assertThat(leaves(1)).isEqualTo(new LogReport(null, View.ZERO, List.of(), null));
    StableProof base = proof(8);
    core.on(new RoleMessage.ProofSeen(base), TestGroup.NOW);
    assertThat(leaves(2).checkpoint()).isEqualTo(base);
  }

  @Test
  void anOlderProofTakesTheNewerOnesPlaceNowhere() {
    StableProof newer = proof(8);
    core.on(new RoleMessage.ProofFound(newer), TestGroup.NOW);
    core.on(new RoleMessage.ProofSeen(proof(4)), TestGroup.NOW);
    assertThat(leaves(1).checkpoint()).isEqualTo(newer);
  }
}
