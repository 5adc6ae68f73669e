package io.weevil.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.CheckpointTaken;
import io.weevil.engine.role.RoleMessage.Committed;
import io.weevil.engine.role.RoleMessage.Proven;
import io.weevil.engine.role.RoleMessage.Received;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replica 0 of a group of four: K = 4, window 8, three CHECKPOINTs make a proof. */
@Rule("R-CHECKPOINT")
class CheckpointCoreTest {

  private final List<Slot> proofsTold = new ArrayList<>();

  private static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 16, 200_000, 100_000, 40_000, Duration.ofSeconds(1));
  private static final TestGroup GROUP =
      TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 7);
  private static final Digest WRONG = digestOf("wrong");

  private final CheckpointCore core = coreOf(0);

  // Signing

  @Test
  @Rule({"R-CHECKPOINT", "R-DURABLE"})
  void signsOnceWhatIsExecutedAndCommittedAndStoresItFirst() {
    assertThat(executed(4)).containsExactly(tell(new CheckpointTaken(slot(4), state(4))));

    Checkpoint own = GROUP.signer(0).checkpoint(slot(4), history(4), state(4));
    assertThat(committed(4))
        .containsExactly(
            new Output.Persist(new Promise.CheckpointSigned(own)), new Output.Broadcast(own));
    assertThat(committed(4)).as("committed again").isEmpty();
    assertThat(executed(4)).as("executed again").noneMatch(Output.Broadcast.class::isInstance);
  }

  @Test
  void signsNothingThatIsNotCommitted() {
    executed(4);

    assertThat(executed(8)).noneMatch(Output.Broadcast.class::isInstance);
    assertThat(committed(8)).hasSize(2);
  }

  @Test
  void signsNothingThatIsNotExecuted() {
    assertThat(committed(4)).isEmpty();

    assertThat(executed(4)).hasSize(3);
  }

  @Test
  void signsNothingWhoseHistoryIsNotTheCommittedOne() {
    executed(4, WRONG, state(4));

    assertThat(committed(4)).isEmpty();
    assertThat(executed(4)).as("after going back and forward").hasSize(3);
  }

  @Test
  void refusesTwoCommittedHistoriesOfOneSlot() {
    committed(4);

    assertThatThrownBy(() -> on(new Committed(slot(4), WRONG)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesASlotBetweenCheckpoints() {
    assertThatThrownBy(() -> executed(5)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> committed(5)).isInstanceOf(IllegalStateException.class);
  }

  // Proofs

  @Test
  void certifyEqualCheckpointsAreStable() {
    executed(4);
    committed(4);
    assertThat(checkpoint(1, 4)).isEmpty();

    assertThat(checkpoint(2, 4)).containsExactlyElementsOf(stableAt(4));
    assertThat(checkpoint(3, 4))
        .isEqualTo(ignored(MessageKind.CHECKPOINT, "at or below the stable checkpoint"));
  }

  @Test
  void itsOwnCheckpointCompletesAProofToo() {
    checkpoint(1, 4);
    checkpoint(2, 4);
    executed(4);

    assertThat(committed(4)).hasSize(4).endsWith(stableAt(4).toArray(Output[]::new));
  }

  @Test
  void aSlotThatOthersProveIsStableHereWithoutItsOwnCommit() {
    executed(4);
    checkpoint(1, 4);
    checkpoint(2, 4);

    assertThat(checkpoint(3, 4)).containsExactlyElementsOf(stableAt(4));
    assertThat(committed(4)).as("nothing left to sign").isEmpty();
  }

  @Test
  void aProofFromAPeerCounts() {
    executed(4);

    assertThat(receive(3, proof(4))).containsExactlyElementsOf(stableAt(4));
    assertThat(receive(2, proof(4)))
        .isEqualTo(ignored(MessageKind.STABLE_PROOF, "an equal or newer proof is known"));
  }

  @Test
  void theFirstStableSlotMayBeALaterOne() {
    executed(4);
    executed(8);

    assertThat(receive(3, proof(8))).containsExactlyElementsOf(stableAt(8));
    assertThat(receive(3, proof(4)))
        .isEqualTo(ignored(MessageKind.STABLE_PROOF, "an equal or newer proof is known"));
  }

  // Lies

  @Test
  void aLiarsStateCountsForNobody() {
    executed(4);
    committed(4);
    checkpoint(1, 4);

    assertThat(receive(3, GROUP.signer(3).checkpoint(slot(4), history(4), WRONG))).isEmpty();
    assertThat(checkpoint(2, 4)).containsExactlyElementsOf(stableAt(4));
  }

  @Test
  void aLiarThatSignsTwoStatesIsCountedForTheFirst() {
    executed(4);
    committed(4);
    receive(3, GROUP.signer(3).checkpoint(slot(4), history(4), WRONG));

    assertThat(checkpoint(3, 4))
        .isEqualTo(
            ignored(MessageKind.CHECKPOINT, "its signer has signed another for the same slot"));
    assertThat(checkpoint(1, 4)).isEmpty();
    assertThat(checkpoint(2, 4)).containsExactlyElementsOf(stableAt(4));
  }

  @Test
  void oneSignerCountsOnce() {
    executed(4);
    committed(4);
    checkpoint(1, 4);

    assertThat(checkpoint(1, 4)).isEmpty();
    assertThat(receive(2, checkpointOf(1, 4))).as("passed on by another").isEmpty();
  }

  @Test
  void checkpointsThatDifferInHistoryOrSlotDoNotAddUp() {
    executed(4);
    committed(4);

    assertThat(receive(1, GROUP.signer(1).checkpoint(slot(4), WRONG, state(4)))).isEmpty();
    assertThat(checkpoint(2, 8)).isEmpty();
    assertThat(checkpoint(3, 4)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, at or below the stable checkpoint",
    "4, at or below the stable checkpoint",
    "9, not a multiple of the checkpoint interval",
    "16, beyond the window",
    "4000000000, beyond the window"
  })
  void collectsOnlyMultiplesOfTheIntervalInTheWindow(long slot, String reason) {
    executed(4);
    receive(1, proof(4));

    assertThat(checkpoint(2, slot)).isEqualTo(ignored(MessageKind.CHECKPOINT, reason));
    assertThat(checkpoint(2, 12)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weak", "duplicate", "state", "history", "slot", "no multiple", "stranger"})
  void aProofThatProvesNothingIsIgnored(String flaw) {
    executed(4);
    List<Checkpoint> good = proof(4).checkpoints();
    Checkpoint a = good.get(0);
    Checkpoint b = good.get(1);
    Checkpoint c = good.get(2);
    StableProof bad =
        new StableProof(
            switch (flaw) {
              case "weak" -> List.of(a, b);
              case "duplicate" -> List.of(a, b, b);
              case "state" -> List.of(a, b, GROUP.signer(2).checkpoint(slot(4), history(4), WRONG));
              case "history" -> List.of(a, b, GROUP.signer(2).checkpoint(slot(4), WRONG, state(4)));
              case "slot" ->
                  List.of(a, b, GROUP.signer(2).checkpoint(slot(8), history(4), state(4)));
              case "stranger" ->
                  List.of(
                      a,
                      b,
                      new Checkpoint(
                          new ReplicaId(4), slot(4), history(4), state(4), c.signature()));
              default -> IntStream.range(0, 3).mapToObj(i -> checkpointOf(i, 5)).toList();
            });

    assertThat(receive(3, bad)).hasSize(1).allMatch(Output.Report.class::isInstance);
    assertThat(receive(3, proof(4))).containsExactlyElementsOf(stableAt(4));
  }

  // Lagging

  @Test
  void aProofAheadIsToldAndRememberedUntilItsSlotIsExecuted() {
    assertThat(receive(1, proof(8)))
        .containsExactly(tell(new Proven(slot(8), history(8), state(8))));

    assertThat(executed(8))
        .containsExactly(
            tell(new CheckpointTaken(slot(8), state(8))), stableAt(8).get(0), stableAt(8).get(1));
  }

  @Test
  void statesBelowAProofAheadAreNotEvenDigested() {
    receive(1, proof(400));
    AtomicInteger digested = new AtomicInteger();

    for (long slot = 4; slot < 400; slot += 4) {
      long each = slot;
      List<Output> outputs =
          on(
              new SnapshotTaken(
                  slot(slot),
                  history(slot),
                  out -> {
                    digested.incrementAndGet();
                    writing("state " + each).writeTo(out);
                  }));
      assertThat(outputs).isEmpty();
      assertThat(committed(slot)).isEmpty();
    }

    assertThat(digested).hasValue(0);
    assertThat(executed(400)).contains(stableAt(400).toArray(Output[]::new));
  }

  @Test
  void theNewestProofAheadIsRemembered() {
    receive(1, proof(4));
    receive(1, proof(8));

    assertThat(executed(4)).isEmpty();
    assertThat(executed(8)).contains(stableAt(8).toArray(Output[]::new));
  }

  @Test
  void whoAlwaysLagsFindsOutOnceAWindowThatItIsRight() {
    List<Long> stable = new ArrayList<>();
    for (long slot = 4; slot <= 80; slot += 4) {
      receive(1, proof(slot));
      if (slot > 20 && executed(slot - 20).containsAll(stableAt(slot - 20))) {
        stable.add(slot - 20);
      }
    }

    assertThat(stable)
        .as("or its log would grow for ever")
        .containsExactly(8L, 16L, 24L, 32L, 40L, 48L, 56L);
  }

  @Test
  void theWindowOfCollectingFollowsTheNewestProof() {
    receive(1, proof(400));

    assertThat(checkpoint(2, 408)).isEmpty();
    assertThat(checkpoint(2, 12))
        .isEqualTo(ignored(MessageKind.CHECKPOINT, "at or below the stable checkpoint"));
  }

  // Status

  @Test
  @Rule("R-STATUS")
  void aPeerBelowTheStableSlotGetsTheProof() {
    executed(4);
    receive(1, proof(4));

    assertThat(status(2, 0)).containsExactly(new Output.Send(new ReplicaId(2), proof(4)));
    assertThat(status(2, 4)).isEmpty();
    assertThat(status(2, 8)).isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  void aPeerGetsTheLatestCheckpointAsItWasSigned() {
    executed(4);
    committed(4);
    executed(8);
    Checkpoint signed = (Checkpoint) ((Output.Broadcast) committed(8).get(1)).message();

    List<Output> first = status(2, 0);

    assertThat(first).containsExactly(new Output.Send(new ReplicaId(2), signed));
    assertThat(((Output.Send) first.get(0)).message()).isSameAs(signed);
    assertThat(status(3, 4)).hasSize(1);
    assertThat(status(3, 8)).as("it has more than that").isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  void aPeerThatLagsGetsBoth() {
    executed(4);
    receive(1, proof(4));
    executed(8);
    committed(8);

    assertThat(status(2, 0)).hasSize(2);
    assertThat(status(2, 4)).hasSize(1);
  }

  @Test
  @Rule("R-STATUS")
  void aProofThatThisReplicaHasNotReachedItselfIsPassedOn() {
    receive(1, proof(8));

    assertThat(status(2, 4)).containsExactly(new Output.Send(new ReplicaId(2), proof(8)));
  }

  @Test
  void aGroupOfCoresReachesOneStableProofDespiteALiar() {
    List<CheckpointCore> group =
        IntStream.range(0, 3).mapToObj(CheckpointCoreTest::coreOf).toList();
    for (CheckpointCore each : group) {
      each.on(received(3, GROUP.signer(3).checkpoint(slot(4), history(4), WRONG)), TestGroup.NOW);
      each.on(new SnapshotTaken(slot(4), history(4), writing("state 4")), TestGroup.NOW);
    }
    for (int sender = 0; sender < 3; sender++) {
      List<Output> signed = group.get(sender).on(new Committed(slot(4), history(4)), TestGroup.NOW);
      var broadcast = (PeerMessage) ((Output.Broadcast) signed.get(1)).message();
      boolean last = sender == 2;
      for (int receiver = 0; receiver < 3; receiver++) {
        List<Output> outputs =
            receiver == sender
                ? signed
                : group.get(receiver).on(received(sender, broadcast), TestGroup.NOW);
        assertThat(outputs.contains(stableAt(4).get(0))).isEqualTo(last);
      }
    }
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

  @Test
  @Rule("R-VIEW-CHANGE")
  void everyNewerProofIsToldForTheViewChange() {
    checkpoint(0, 4);
    checkpoint(2, 4);
    assertThat(proofsTold).isEmpty();
    checkpoint(3, 4);
    checkpoint(3, 4);
    assertThat(proofsTold).containsExactly(slot(4));
  }

  private List<Output> checkpoint(int signer, long slot) {
    return receive(signer, checkpointOf(signer, slot));
  }

  private List<Output> status(int sender, long stable) {
    return receive(
        sender,
        new Status(View.ZERO, View.ZERO, slot(stable), slot(stable), slot(stable), slot(stable)));
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

  private static List<Output> ignored(MessageKind kind, String reason) {
    return List.of(new Output.Report(new Event.Ignored("checkpointer", kind, reason)));
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
