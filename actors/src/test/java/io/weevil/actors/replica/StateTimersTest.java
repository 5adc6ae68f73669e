package io.weevil.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.GroupFiles;
import io.weevil.actors.ManualWorld;
import io.weevil.actors.PeerKeys;
import io.weevil.actors.role.Egress;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.RoleCommand;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.role.Roles;
import io.weevil.engine.Rule;
import io.weevil.engine.checkpoint.CheckpointCore;
import io.weevil.engine.checkpoint.TransferPolicy;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.StateFetched;
import io.weevil.engine.role.RoleMessage.ToBackup;
import io.weevil.engine.role.RoleMessage.ToCheckpointer;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timers of a checkpointer, its time moved by hand; the test is its node and its peers. */
@Timeout(120)
@Rule("R-STATE")
class StateTimersTest {

  private static final int SELF = 1;
  private static final int PEER = 2;
  private static final Slot SLOT = new Slot(16);
  private static final byte[] CONTENT = new byte[3 * MerkleTree.CHUNK_SIZE];
  private static final Snapshot STATE = out -> out.write(CONTENT);
  private static final Duration RETRY = TransferPolicy.DEFAULT.retry();
  private static final Duration PATIENCE = TransferPolicy.DEFAULT.patience();
  private static final Duration PERIOD = TransferPolicy.DEFAULT.servingPeriod();

  /** A chunk a period. */
  private static final TransferPolicy POLICY =
      new TransferPolicy(
          TransferPolicy.DEFAULT.chunksPerPeer(),
          RETRY,
          PATIENCE,
          TransferPolicy.DEFAULT.maxPatience(),
          TransferPolicy.DEFAULT.stall(),
          TransferPolicy.DEFAULT.reportEvery(),
          MerkleTree.CHUNK_SIZE,
          PERIOD,
          TransferPolicy.DEFAULT.keepFor());

  @TempDir private Path directory;

  private ManualWorld world;
  private PeerKeys peers;
  private TestProbe<Egress.Command> egress;
  private TestProbe<RoleCommand<ToBackup>> backup;
  private ActorRef<RoleCommand<ToCheckpointer>> checkpointer;
  private StableProof proof;

  /** What was sent and not looked at yet. */
  private final List<WireMessage> unseen = new ArrayList<>();

  @BeforeEach
  void start() {
    peers = new PeerKeys(new GroupFiles(directory));
    world = new ManualWorld(ConfigFactory.empty());
    egress = world.kit().createTestProbe();
    backup = world.kit().createTestProbe();
    CheckpointCore core =
        new CheckpointCore(peers.group(), peers.signer(SELF), new MemoryStateStore(), POLICY);
    RoleEnvironment environment =
        new RoleEnvironment(world.clock(), egress.getRef(), promise -> {}, NodeListener.NONE);
    checkpointer = world.kit().spawn(Checkpointer.create(core, environment), "checkpointer");
    checkpointer.tell(new RoleCommand.Join<>(roles()));
    proof = proof(MerkleTree.of(STATE).root());
  }

  private Roles roles() {
    return new Roles(
        world.kit().<RoleCommand<RoleMessage.ToPrimary>>createTestProbe().getRef(),
        backup.getRef(),
        world.kit().<RoleCommand<RoleMessage.ToExecutor>>createTestProbe().getRef(),
        checkpointer,
        world.kit().<RoleCommand<RoleMessage.ToViewChangeManager>>createTestProbe().getRef(),
        world.kit().<RoleCommand<RoleMessage.ToAuditor>>createTestProbe().getRef());
  }

  private StableProof proof(Digest state) {
    return new StableProof(
        Stream.of(0, 2, 3)
            .map(i -> peers.signer(i).checkpoint(SLOT, peers.emptyHistory(), state))
            .toList());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void whatHasNotComeIsAskedForAgainOnceItsPeersPatienceIsOver() {
    input(new RoleMessage.ProofSeen(proof));
    input(new RoleMessage.NeedState(SLOT));
    assertThat(requests()).as("each peer is tried").hasSize(3);

    passInSteps(PATIENCE.minus(RETRY));
    assertThat(requests()).as("in time still").isEmpty();
    passInSteps(RETRY);
    assertThat(requests()).hasSize(3).allMatch(r -> r.chunk() == 0);

    passInSteps(PATIENCE.multipliedBy(2).minus(RETRY));
    assertThat(requests()).as("it is twice as patient now").isEmpty();
    passInSteps(RETRY);
    assertThat(requests()).hasSize(3);
  }

  @Test
  void aStateThatIsHereIsAskedForNoMore() {
    input(new RoleMessage.ProofSeen(proof));
    input(new RoleMessage.NeedState(SLOT));
    MerkleTree tree = MerkleTree.of(STATE);
    for (int chunk = 0; chunk < 3; chunk++) {
      Bytes content = Bytes.wrap(new byte[MerkleTree.CHUNK_SIZE]);
      StatePart part = new StatePart(CONTENT.length, content, tree.pathOf(chunk));
      arrive(new StateChunk(SLOT, chunk, part));
    }
    requests();
    backup.fishForMessage(
        Duration.ofSeconds(20),
        m ->
            m instanceof RoleCommand.Input<ToBackup>(StateFetched fetched)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());

    passInSteps(PATIENCE.multipliedBy(4));
    assertThat(requests()).isEmpty();
  }

  @Test
  void whatAPeerMayBeSentInAPeriodIsSentAndTheRestInTheNextOnes() {
    input(new RoleMessage.SnapshotTaken(SLOT, peers.emptyHistory(), STATE));
    input(new RoleMessage.ProofSeen(proof));
    for (int chunk = 0; chunk < 3; chunk++) {
      arrive(new StateRequest(SLOT, proof.state(), chunk));
    }
    assertThat(chunks()).containsExactly(0L);

    timePasses(PERIOD.minusMillis(1));
    assertThat(chunks()).isEmpty();
    timePasses(Duration.ofMillis(1));
    assertThat(chunks()).containsExactly(1L);
    timePasses(PERIOD);
    assertThat(chunks()).containsExactly(2L);
    timePasses(PERIOD);
    assertThat(chunks()).isEmpty();
  }

  private void input(ToCheckpointer input) {
    checkpointer.tell(new RoleCommand.Input<>(input));
  }

  private void arrive(WireMessage message) {
    input(new RoleMessage.Received(peers.verify(PEER, message, SELF, world.now())));
  }

  private List<WireMessage> sent() {
    hearAll();
    List<WireMessage> sent = List.copyOf(unseen);
    unseen.clear();
    return sent;
  }

  /** What has left up to the answer to a question asked now: then all before is done, too. */
  private void hearAll() {
    Slot zero = Slot.ZERO;
    arrive(new Status(View.ZERO, View.ZERO, zero, zero, zero, zero));
    while (true) {
      switch (egress.receiveMessage(Duration.ofSeconds(20))) {
        case Egress.Send(var to, StableProof answer) -> {
          return;
        }
        case Egress.Send(var to, var message) -> unseen.add(message);
        case Egress.Broadcast(var message) -> unseen.add(message);
        case Egress.Reply reply -> throw new AssertionError("to a client: " + reply);
      }
    }
  }

  private List<StateRequest> requests() {
    return sent().stream()
        .filter(StateRequest.class::isInstance)
        .map(StateRequest.class::cast)
        .toList();
  }

  private List<Long> chunks() {
    return sent().stream()
        .filter(StateChunk.class::isInstance)
        .map(StateChunk.class::cast)
        .map(StateChunk::chunk)
        .toList();
  }

  private void passInSteps(Duration duration) {
    for (long i = 0; i < duration.dividedBy(RETRY); i++) {
      timePasses(RETRY);
    }
  }

  /** The checkpointer has carried out all that it did before, timers that it started included. */
  private void timePasses(Duration duration) {
    hearAll();
    world.timePasses(duration);
  }
}
