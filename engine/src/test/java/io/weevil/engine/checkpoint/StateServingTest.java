package io.weevil.engine.checkpoint;

import static io.weevil.engine.checkpoint.TransferScene.CHUNKS;
import static io.weevil.engine.checkpoint.TransferScene.POLICY;
import static io.weevil.engine.checkpoint.TransferScene.content;
import static io.weevil.engine.checkpoint.TransferScene.digest;
import static io.weevil.engine.checkpoint.TransferScene.history;
import static io.weevil.engine.checkpoint.TransferScene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.checkpoint.TransferScene.Sent;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.NeedState;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica gives to those that lack a state, and what it keeps it in. */
@Rule("R-STATE")
class StateServingTest {

  private TransferScene scene = new TransferScene();

  // Serving

  @Test
  void aStateIsServedWhileItIsReadHoweverManyFollow() throws IOException {
    scene.stableAt(4, 1);
    scene.prove(4, 0);
    need(4);
    scene.deliver(10);
    for (long slot = 8; slot <= 40; slot += 4) {
      scene.stableAt(slot, 1);
      scene.receive(new Sent(slot % 8 == 0 ? 3 : 2, 1, request(slot, 0)));
    }
    scene.deliver();

    assertFetched(4);
  }

  @Test
  void aStateJustSupersededIsStillServedAndAnOlderOneIsNot() {
    scene.stableAt(4, 1);
    scene.stableAt(8, 1);
    scene.stableAt(12, 1);
    scene.receive(new Sent(2, 1, request(8, 0)));
    scene.receive(new Sent(3, 1, request(4, 0)));
    scene.deliver();

    assertThat(answers()).extracting(c -> c.part() == null).containsExactly(false, true);
  }

  @Test
  void onePeerCannotHaveFilesWrittenAllTheTime() {
    scene.stableAt(4, 1);
    scene.receive(new Sent(3, 1, request(4, 0)));
    scene.stableAt(8, 1);
    scene.receive(new Sent(3, 1, request(8, 0)));
    scene.deliver();
    assertThat(answers()).extracting(c -> c.part() == null).containsExactly(false, true);

    scene.pass(POLICY.servingPeriod());
    scene.receive(new Sent(3, 1, request(8, 0)));
    scene.deliver();
    assertThat(answers().getLast().part()).isNotNull();
  }

  @Test
  void chunksBeyondTheEndAndStatesOfAnotherDigestAreNotServed() {
    scene.stableAt(4, 1);
    scene.receive(new Sent(3, 1, request(4, CHUNKS)));
    scene.receive(new Sent(3, 1, request(4, Long.MAX_VALUE)));
    scene.receive(new Sent(3, 1, new StateRequest(slot(4), digest(8), 0)));
    scene.deliver();

    assertThat(answers()).hasSize(3).allMatch(c -> c.part() == null);
  }

  @Test
  void whatAPeerIsSentInAPeriodIsBoundedAndTheRestComesLater() throws IOException {
    TransferPolicy slow =
        new TransferPolicy(
            4,
            POLICY.retry(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            POLICY.stall(),
            POLICY.reportEvery(),
            3L * MerkleTree.CHUNK_SIZE,
            POLICY.servingPeriod(),
            POLICY.keepFor());
    scene = new TransferScene(slow, new MemoryStateStore());
    scene.stableAt(4, 1);
    scene.prove(4, 0);
    need(4);
    scene.deliver();
    assertThat(stored()).isEqualTo(3);

    scene.pass(POLICY.servingPeriod());
    assertThat(stored()).isEqualTo(6);

    scene.pass(Duration.ofSeconds(2));
    assertFetched(4);
    assertThat(requests().stream().filter(s -> s.to() == 1)).as("none twice").hasSize(CHUNKS);
  }

  @Test
  void aPeerThatAsksForMoreThanItCanBeSentIsRefused() {
    scene.stableAt(4, 1);
    long requests = POLICY.servedBytes() / MerkleTree.CHUNK_SIZE + 2L * POLICY.chunksPerPeer() + 5;
    for (long i = 0; i < requests; i++) {
      scene.receive(new Sent(3, 1, request(4, 0)));
    }
    scene.deliver();
    assertThat(answers()).hasSize((int) (POLICY.servedBytes() / MerkleTree.CHUNK_SIZE));

    scene.pass(POLICY.servingPeriod());
    assertThat(answers())
        .hasSize((int) (POLICY.servedBytes() / MerkleTree.CHUNK_SIZE) + 2 * POLICY.chunksPerPeer());
  }

  @Test
  void aSnapshotThatChangesStopsTheReplicaInsteadOfBeingServed() {
    int[] calls = {0};
    scene.input(
        1,
        new RoleMessage.SnapshotTaken(
            slot(4), history(4), out -> out.write(calls[0]++ == 0 ? content(4) : new byte[] {1})));
    scene.prove(4, 1);

    assertThatThrownBy(() -> scene.receive(new Sent(3, 1, request(4, 0))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a service's snapshots must not change");
  }

  // The store

  @Test
  void aStoreThatFailsIsReportedAndTriedAgain() throws IOException {
    boolean[] full = {true};
    StateStore store =
        slot -> {
          if (full[0]) {
            throw new UncheckedIOException(new IOException("No space left on device"));
          }
          return new MemoryStateStore().create(slot);
        };
    scene = new TransferScene(POLICY, store);
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.events(Event.StateStoreFailed.class))
        .isNotEmpty()
        .allMatch(e -> e.reason().contains("No space left"));

    full[0] = false;
    scene.pass(Duration.ofSeconds(1));
    assertFetched(4);
  }

  private void need(long slot) {
    scene.input(0, new NeedState(slot(slot)));
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

  /** Chunks that have come, as far as answers tell. */
  private int stored() {
    return (int)
        scene.received.stream()
            .filter(s -> s.to() == 0 && s.message() instanceof StateChunk c && c.part() != null)
            .map(s -> ((StateChunk) s.message()).chunk())
            .distinct()
            .count();
  }

  private List<Sent> requests() {
    return scene.passed.stream().filter(s -> s.message() instanceof StateRequest).toList();
  }

  private List<StateChunk> answers() {
    return scene.passed.stream()
        .filter(s -> s.message() instanceof StateChunk)
        .map(s -> (StateChunk) s.message())
        .toList();
  }

  private static StateRequest request(long slot, long chunk) {
    return new StateRequest(slot(slot), digest(slot), chunk);
  }

  private static StatePart part(StateChunk c) {
    return java.util.Objects.requireNonNull(c.part());
  }

  private static Slot slot(long number) {
    return new Slot(number);
  }
}
