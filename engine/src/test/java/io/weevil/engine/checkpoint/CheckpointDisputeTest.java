package io.weevil.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Committed;
import io.weevil.engine.role.RoleMessage.Proven;
import io.weevil.engine.role.RoleMessage.Received;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.role.RoleMessage.StopAnswering;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members of a group of four sign different states or histories; K = 4. */
@Rule("R-CHECKPOINT")
class CheckpointDisputeTest {

  private final List<Slot> proofsTold = new ArrayList<>();

  private static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 16, 200_000, 100_000, 40_000, Duration.ofSeconds(1));
  private static final TestGroup GROUP =
      TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 7);
  private static final Digest WRONG = digestOf("wrong");

  private final CheckpointCore core = coreOf(0);

  // No majority

  @Test
  void statesOfWhichNoneCanBeProvenAreReportedOnceWithAllDigests() {
    Digest other = digestOf("other");
    executed(4);
    committed(4);
    checkpoint(1, 4);
    assertThat(receive(2, GROUP.signer(2).checkpoint(slot(4), history(4), WRONG)))
        .as("the fourth can still decide")
        .isEmpty();

    assertThat(receive(3, GROUP.signer(3).checkpoint(slot(4), history(4), other)))
        .containsExactly(
            new Output.Report(
                new Event.CheckpointUndecided(
                    slot(4),
                    new TreeMap<>(
                        Map.of(
                            new ReplicaId(0),
                            state(4),
                            new ReplicaId(1),
                            state(4),
                            new ReplicaId(2),
                            WRONG,
                            new ReplicaId(3),
                            other)))));
    assertThat(checkpoint(1, 4)).as("said once").isEmpty();
  }

  @Test
  void itIsSaidAsSoonAsTheRestCannotDecide() {
    executed(4);
    committed(4);
    receive(1, GROUP.signer(1).checkpoint(slot(4), history(4), WRONG));

    assertThat(receive(2, GROUP.signer(2).checkpoint(slot(4), history(4), digestOf("other"))))
        .hasSize(1)
        .allMatch(o -> o instanceof Output.Report(Event.CheckpointUndecided undecided));
  }

  // Divergence

  @Test
  void anotherStateOnTheSameHistoryStopsTheAnswers() {
    executed(4, history(4), WRONG);
    committed(4);

    assertThat(receive(1, proof(4, 1, 2, 3)))
        .startsWith(
            new Output.Report(new Event.StateDiverged(slot(4), WRONG, state(4))),
            tell(new StopAnswering(slot(4))));
    assertThat(committed(8)).isEmpty();
    assertThat(executed(8))
        .as("nothing is signed for a wrong state")
        .noneMatch(Output.Broadcast.class::isInstance);
  }

  @Test
  void aStateFoundWrongWhenItIsReachedStopsTheAnswers() {
    receive(1, proof(4));

    assertThat(executed(4, history(4), WRONG))
        .contains(tell(new StopAnswering(slot(4))))
        .doesNotContain(tell(new Stabilized(slot(4), history(4))));
  }

  @Test
  void anotherHistoryIsNoAlarmAndTheProvenBranchIsTaken() {
    executed(4, WRONG, WRONG);

    assertThat(receive(1, proof(4)))
        .containsExactly(
            new Output.Report(new Event.HistoryDiverged(slot(4), WRONG, history(4))),
            tell(new Proven(slot(4), history(4), state(4))));
    assertThat(executed(4)).as("on the proven branch").contains(stableAt(4).toArray(Output[]::new));
  }

  @Test
  void anotherHistoryThanTheCommittedOneStopsTheReplica() {
    committed(4);
    StableProof other =
        new StableProof(
            IntStream.range(1, 4)
                .mapToObj(i -> GROUP.signer(i).checkpoint(slot(4), WRONG, state(4)))
                .toList());

    assertThatThrownBy(() -> receive(1, other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is committed here at s4");
  }

  private List<Output> on(RoleMessage.ToCheckpointer input) {
    List<Output> outputs = new ArrayList<>(core.on(input, TestGroup.NOW));
    outputs.removeIf(this::noteProof);
    return outputs;
  }

  private List<Output> executed(long slot) {
    return executed(slot, history(slot), state(slot));
  }

  /** Its state is the group's, or the wrong one. */
  private List<Output> executed(long slot, Digest history, Digest state) {
    String content = state.equals(WRONG) ? "wrong" : "state " + slot;
    assertThat(digestOf(content)).isEqualTo(state);
    return on(new SnapshotTaken(slot(slot), history, writing(content)));
  }

  private List<Output> committed(long slot) {
    return on(new Committed(slot(slot), history(slot)));
  }

  /** Every newer proof is told to the backup, for its VIEW-CHANGE, beside all that follows. */
  private boolean noteProof(Output output) {
    if (output instanceof Output.Tell(RoleMessage.ProofFound(var proof))) {
      proofsTold.add(proof.slot());
      return true;
    }
    return false;
  }

  private List<Output> checkpoint(int signer, long slot) {
    return receive(signer, checkpointOf(signer, slot));
  }

  private List<Output> receive(int sender, PeerMessage message) {
    return on(received(sender, message));
  }

  private static Received received(int sender, PeerMessage message) {
    return new Received(VerifiedForTests.of(new ReplicaId(sender), message));
  }

  private static Checkpoint checkpointOf(int signer, long slot) {
    return GROUP.signer(signer).checkpoint(slot(slot), history(slot), state(slot));
  }

  private static StableProof proof(long slot, int... signers) {
    return signers.length == 0
        ? GROUP.stableProof(slot(slot), history(slot), state(slot))
        : new StableProof(IntStream.of(signers).mapToObj(i -> checkpointOf(i, slot)).toList());
  }

  private static List<Output> stableAt(long slot) {
    return List.of(
        tell(new Stabilized(slot(slot), history(slot))),
        new Output.Report(new Event.CheckpointStable(slot(slot), history(slot), state(slot))));
  }

  private static Output tell(RoleMessage message) {
    return new Output.Tell(message);
  }

  private static Slot slot(long number) {
    return new Slot(number);
  }

  private static Digest history(long slot) {
    return Digests.of(Bytes.utf8("history " + slot));
  }

  private static Digest state(long slot) {
    return digestOf("state " + slot);
  }

  private static CheckpointCore coreOf(int replica) {
    return new CheckpointCore(GROUP.configuration(), GROUP.signer(replica), new MemoryStateStore());
  }

  private static Snapshot writing(String content) {
    return out -> out.write(Bytes.utf8(content).unsafeArray());
  }

  private static Digest digestOf(String content) {
    return MerkleTree.of(writing(content)).root();
  }
}
