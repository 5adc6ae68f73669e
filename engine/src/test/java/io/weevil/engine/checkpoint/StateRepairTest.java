package io.weevil.engine.checkpoint;

import static io.weevil.engine.checkpoint.TransferScene.content;
import static io.weevil.engine.checkpoint.TransferScene.digest;
import static io.weevil.engine.checkpoint.TransferScene.history;
import static io.weevil.engine.checkpoint.TransferScene.proof;
import static io.weevil.engine.checkpoint.TransferScene.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.NeedState;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a fetched state does here once it is installed; and a state that was wrong. */
@Rule("R-STATE")
class StateRepairTest {

  private TransferScene scene = new TransferScene();

  // Installed

  @Test
  void anInstalledStateIsStableHere() {
    scene.prove(8, 0);
    scene.input(0, installed(8));

    assertThat(scene.events(Event.StateInstalled.class))
        .containsExactly(new Event.StateInstalled(slot(8), digest(8)));
    need(8);
    scene.deliver();
    assertThat(scene.passed).as("nothing is fetched that is here").isEmpty();
    scene.stableAt(12, 0);
    assertThat(scene.events(Event.CheckpointStable.class)).hasSize(1);
  }

  @Test
  void anOlderInstalledStateTakesNothingBack() {
    scene.stableAt(8, 0);
    scene.input(0, installed(4));

    scene.stableAt(8, 1);
    need(8);
    scene.deliver();
    assertThat(scene.passed).isEmpty();
  }

  // R-CHECKPOINT: divergence

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void aDivergedReplicaFetchesTheProvenStateByItselfAndSignsAgainOnceItIsInstalled()
      throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(99)));
    scene.prove(4, 0);
    scene.deliver();

    assertFetched(4);
    assertThat(scene.events(Event.StateDiverged.class))
        .containsExactly(new Event.StateDiverged(slot(4), digest(99), digest(4)));
    assertThat(signedAt(8)).as("before the repair").isFalse();

    scene.input(0, installed(4));
    assertThat(signedAt(8)).as("after the repair").isTrue();
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT", "R-EVIDENCE"})
  void whatADivergedReplicaSignedItNeverSignsDifferently() {
    scene.stableAt(4, 1, 2, 3);
    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(99)));
    scene.input(0, new RoleMessage.SnapshotTaken(slot(8), history(8), state(98)));
    scene.input(0, new RoleMessage.Committed(slot(8), history(8)));
    scene.prove(4, 0);
    scene.deliver();
    int signed = scene.signed.size();
    assertThat(signed).isEqualTo(1);

    scene.input(0, installed(4));
    scene.input(0, new RoleMessage.SnapshotTaken(slot(8), history(8), state(8)));
    scene.input(0, new RoleMessage.Committed(slot(8), history(8)));

    assertThat(scene.signed).hasSize(signed);
    scene.prove(8, 0);
    assertThat(scene.events(Event.StateDiverged.class)).as("the repaired state").hasSize(1);
    assertThat(scene.events(Event.CheckpointStable.class)).hasSize(1);
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void whatWasExecutedOnTheWrongStateBeforeTheInstallationIsForgotten() {
    scene.stableAt(4, 1, 2, 3);
    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(99)));
    scene.prove(4, 0);
    scene.deliver();
    scene.input(0, new RoleMessage.SnapshotTaken(slot(8), history(8), state(98)));

    scene.input(0, installed(4));
    scene.prove(8, 0);

    assertThat(scene.events(Event.StateDiverged.class)).as("that of slot 4").hasSize(1);
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void aDivergenceIsReportedOnceHoweverManyProofsFollow() {
    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(99)));
    scene.input(0, new RoleMessage.SnapshotTaken(slot(8), history(8), state(98)));
    scene.prove(4, 0);
    scene.prove(8, 0);

    assertThat(scene.events(Event.StateDiverged.class)).hasSize(1);
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void aStateThatLooksRightAgainAfterADivergenceIsNotStableBeforeTheRepair() {
    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(99)));
    scene.prove(4, 0);
    scene.stableAt(8, 0);
    assertThat(scene.events(Event.CheckpointStable.class))
        .as("silent, and never repaired")
        .isEmpty();

    scene.input(0, installed(4));
    scene.stableAt(12, 0);
    assertThat(scene.events(Event.CheckpointStable.class)).hasSize(1);
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void whoLagsOnAnotherBranchFetchesTheNewestStateWithoutReachingIt() throws IOException {
    scene.stableAt(16, 1, 2, 3);
    scene.prove(8, 0);
    scene.prove(16, 0);
    scene.input(0, new RoleMessage.SnapshotTaken(slot(8), history(7), state(8)));
    scene.deliver();

    assertThat(scene.events(Event.HistoryDiverged.class)).hasSize(1);
    assertThat(scene.events(Event.StateDiverged.class)).as("nothing is wrong here").isEmpty();
    assertFetched(16);
  }

  private void need(long slot) {
    scene.input(0, new NeedState(slot(slot)));
  }

  /** Whether replica 0 signs a CHECKPOINT when it has executed and committed this slot. */
  private boolean signedAt(long slot) {
    int before = scene.signed.size();
    scene.input(0, new RoleMessage.SnapshotTaken(slot(slot), history(slot), state(slot)));
    scene.input(0, new RoleMessage.Committed(slot(slot), history(slot)));
    return scene.signed.size() > before;
  }

  private static RoleMessage.StateInstalled installed(long slot) {
    return new RoleMessage.StateInstalled(proof(slot), Timestamp.ZERO, Map.of());
  }

  private void assertFetched(long slot) throws IOException {
    assertThat(scene.fetched).hasSize(1);
    RoleMessage.StateFetched fetched = scene.fetched.get(0);
    assertThat(fetched.proof()).isEqualTo(proof(slot));
    assertThat(fetched.source().size()).isEqualTo(content(slot).length);
    try (InputStream in = fetched.source().open()) {
      assertThat(in.readAllBytes()).isEqualTo(content(slot));
    }
    fetched.source().discard();
    assertThatThrownBy(() -> fetched.source().open()).isInstanceOf(IOException.class);
  }

  private static StatePart part(StateChunk c) {
    return java.util.Objects.requireNonNull(c.part());
  }

  private static Slot slot(long number) {
    return new Slot(number);
  }
}
