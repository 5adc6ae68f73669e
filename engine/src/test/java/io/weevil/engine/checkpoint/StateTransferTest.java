package io.weevil.engine.checkpoint;

import static io.weevil.engine.checkpoint.TransferScene.CHUNKS;
import static io.weevil.engine.checkpoint.TransferScene.POLICY;
import static io.weevil.engine.checkpoint.TransferScene.content;
import static io.weevil.engine.checkpoint.TransferScene.history;
import static io.weevil.engine.checkpoint.TransferScene.proof;
import static io.weevil.engine.checkpoint.TransferScene.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.checkpoint.TransferScene.Sent;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.NeedState;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.state.MerkleTree;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replica 0 lacks a state that the others have; K = 4. */
@Rule("R-STATE")
class StateTransferTest {

  private TransferScene scene = new TransferScene();

  // The plain case

  @Test
  void aProvenStateIsFetchedFromSeveralPeersAndHandedOver() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver();

    assertFetched(4);
    for (int peer = 1; peer <= 3; peer++) {
      assertThat(chunksFrom(peer)).as("chunks from replica %s", peer).hasSizeGreaterThan(5);
    }
    assertThat(scene.hasTimer(new TimerKey.StateRetry())).isFalse();
  }

  @Test
  void noMoreIsAskedOfAPeerAtOnceThanMayBeOutstanding() {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    Map<Integer, Integer> open = new java.util.HashMap<>();
    List<Integer> most = new ArrayList<>(List.of(0));
    scene.network =
        sent -> {
          int peer = sent.from() == 0 ? sent.to() : sent.from();
          open.merge(peer, sent.from() == 0 ? 1 : -1, Integer::sum);
          most.add(open.get(peer));
          return sent;
        };
    need(4);
    scene.deliver();

    assertThat(scene.fetched).hasSize(1);
    assertThat(most).allMatch(n -> n <= POLICY.chunksPerPeer());
  }

  @Test
  void nothingIsFetchedBeforeItIsProven() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    need(4);
    scene.deliver();
    assertThat(scene.passed).isEmpty();

    scene.prove(4, 0);
    scene.deliver();

    assertFetched(4);
  }

  @Test
  void askingAgainChangesNothing() {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    need(4);
    scene.deliver(20);
    need(4);
    scene.deliver();
    need(4);
    scene.deliver();

    assertThat(scene.fetched).hasSize(1);
    assertThat(requests()).hasSizeLessThan(CHUNKS + 3);
  }

  /** The backup may have dropped what it was given, because another was being installed, say. */
  @Test
  void whatIsStillWantedAGoodWhileAfterItWasHandedOverIsFetchedAgain() {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver();
    scene.pass(POLICY.stall().minusMillis(100));
    need(4);
    scene.deliver();
    assertThat(scene.fetched).hasSize(1);

    scene.pass(Duration.ofMillis(200));
    need(4);
    scene.deliver();
    assertThat(scene.fetched).hasSize(2);
  }

  @Test
  void theNewestProvenStateIsFetchedThoughAnOlderOneWouldDo() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.stableAt(8, 1, 2, 3);
    scene.prove(8, 0);
    need(4);
    scene.deliver();

    assertFetched(8);
  }

  @Test
  void progressIsReportedAtABoundedRate() {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    int[] answered = {0};
    scene.network = sent -> sent.from() == 0 || answered[0]++ < 2 ? sent : null;
    need(4);
    for (int i = 0; i < 20; i++) {
      answered[0] = 0;
      scene.pass(POLICY.retry());
    }

    List<Event.StateTransferProgress> progress = scene.events(Event.StateTransferProgress.class);
    assertThat(progress.get(0)).isEqualTo(new Event.StateTransferProgress(slot(4), 0, 0));
    assertThat(progress).hasSizeBetween(5, 11);
    assertThat(progress.stream().map(Event.StateTransferProgress::received)).isSorted();
    assertThat(progress.getLast().total()).isEqualTo(CHUNKS);
  }

  // Liars

  static Stream<UnaryOperator<StateChunk>> lies() {
    return Stream.of(
        c -> with(c, part(c).size(), flipped(part(c).content()), part(c).path()),
        c -> with(c, part(c).size(), Bytes.EMPTY, part(c).path()),
        c -> with(c, part(c).size() + 1, part(c).content(), part(c).path()),
        c -> with(c, Long.MAX_VALUE, part(c).content(), part(c).path()),
        c -> with(c, part(c).size(), part(c).content(), List.of()),
        c -> with(c, part(c).size(), part(c).content(), part(c).path().reversed()),
        c -> new StateChunk(c.slot(), c.chunk() == 0 ? 1 : c.chunk() - 1, c.part()),
        c -> new StateChunk(c.slot(), CHUNKS, c.part()),
        c -> new StateChunk(c.slot(), Long.MAX_VALUE, c.part()));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aLiarIsBannedAndNamedAndTheStateComesFromTheOthers(UnaryOperator<StateChunk> lie)
      throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    scene.network =
        sent ->
            sent.from() == 2 && sent.message() instanceof StateChunk c
                ? sent.with(lie.apply(c))
                : sent;
    need(4);
    scene.deliver();

    assertFetched(4);
    List<Event.StateSenderBanned> banned = scene.events(Event.StateSenderBanned.class);
    assertThat(banned).hasSize(1);
    assertThat(banned.get(0).sender()).isEqualTo(new ReplicaId(2));
    assertThat(banned.get(0).reason()).contains("does not lead to the proven digest");
  }

  @Test
  void aLiarThatServedWellAtFirstIsAskedForNothingMore() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    int[] answers = {0};
    scene.network =
        sent ->
            sent.from() == 2 && sent.message() instanceof StateChunk c && answers[0]++ == 5
                ? sent.with(lies().findFirst().orElseThrow().apply(c))
                : sent;
    need(4);
    scene.deliver();

    assertFetched(4);
    assertThat(requests().stream().filter(s -> s.to() == 2)).hasSizeLessThan(12);
  }

  @Test
  void aChunkOfAnotherSlotIsRefusedAndNobodyBlamed() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.stableAt(8, 1, 2, 3);
    scene.prove(8, 0);
    need(8);
    scene.receive(new Sent(1, 0, partOf(4, 0)));

    assertThat(scene.ignored()).contains("no state at this slot is being fetched");
    scene.deliver();
    assertFetched(8);
    assertThat(scene.events(Event.StateSenderBanned.class)).isEmpty();
  }

  @Test
  void aChunkThatNobodyAskedForIsRefused() {
    scene.receive(new Sent(1, 0, partOf(4, 0)));

    assertThat(scene.ignored()).containsExactly("no state at this slot is being fetched");
    assertThat(scene.fetched).isEmpty();
  }

  @Test
  void aStateThatOnlyALiarClaimsToServeIsWaitedFor() throws IOException {
    scene.prove(4, 0);
    need(4);
    scene.network =
        sent ->
            sent.from() == 3 && sent.message() instanceof StateChunk c
                ? sent.with(with(c, 1, Bytes.utf8("x"), List.of()))
                : sent;
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.fetched).isEmpty();

    scene.stableAt(4, 1, 2);
    scene.pass(Duration.ofSeconds(1));
    assertFetched(4);
  }

  // Loss

  @Test
  void whatIsLostIsFetchedAgain() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    int[] count = {0};
    scene.network = sent -> count[0]++ % 3 == 0 ? null : sent;
    need(4);
    scene.pass(Duration.ofSeconds(30));

    assertFetched(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void peersThatDisappearDoNotHoldItUpAndWhatCameStays(int left) throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver(40);
    int before = stored();
    assertThat(before).isBetween(5, CHUNKS - 5);
    int asked = requests().size();
    scene.network = sent -> sent.from() == left || sent.to() == left ? null : sent;
    scene.pass(Duration.ofSeconds(3));

    assertFetched(4);
    assertThat(requests().size() - asked).as("none twice").isLessThanOrEqualTo(CHUNKS - before);
  }

  @Test
  void theLastChunkIsNotAskedOfThoseWhoAreMuteForEver() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    scene.network = sent -> isLastChunk(sent) ? null : sent;
    need(4);
    scene.pass(Duration.ofSeconds(5));
    assertThat(stored()).isEqualTo(CHUNKS - 1);

    scene.network = sent -> sent.from() == 3 || sent.to() == 3 ? sent : null;
    scene.pass(Duration.ofSeconds(5));

    assertFetched(4);
  }

  private static boolean isLastChunk(Sent sent) {
    return sent.message() instanceof StateChunk c && c.chunk() == CHUNKS - 1;
  }

  @Test
  void aTransferGoesOnAfterABreakOfAllPeers() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver(40);
    int before = stored();
    scene.network = sent -> null;
    scene.pass(Duration.ofSeconds(60));
    assertThat(stored()).isEqualTo(before);

    scene.network = sent -> sent;
    int asked = requests().size();
    scene.pass(Duration.ofSeconds(2));

    assertFetched(4);
    assertThat(requests().size() - asked).isLessThanOrEqualTo(CHUNKS - before);
  }

  @Test
  void aPeerThatDoesNotServeItIsPassedOverAtOnce() throws IOException {
    scene.stableAt(4, 2);
    scene.prove(4, 0);
    need(4);
    scene.deliver();

    assertFetched(4);
  }

  @Test
  void aLateAnswerIsTaken() {
    scene.stableAt(4, 1);
    scene.prove(4, 0);
    List<Sent> late = new ArrayList<>();
    scene.network =
        sent -> {
          if (sent.from() == 1) {
            late.add(sent);
            return null;
          }
          return sent;
        };
    need(4);
    scene.pass(Duration.ofSeconds(1));
    assertThat(stored()).isZero();

    scene.receive(late.get(0));

    assertThat(stored()).isEqualTo(1);
  }

  // Newer proofs

  @Test
  void aNewerProofDoesNotRestartATransferThatIsServed() throws IOException {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver(20);
    scene.stableAt(8, 1, 2, 3);
    scene.stableAt(12, 1, 2, 3);
    scene.stableAt(16, 1, 2, 3);
    scene.prove(16, 0);
    need(16);
    scene.deliver();

    assertFetched(4);
  }

  @Test
  void aNewerProofTakesThePlaceOfOneThatNobodyServesAnyMore() throws IOException {
    scene.prove(4, 0);
    need(4);
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.fetched).isEmpty();

    scene.stableAt(8, 1, 2, 3);
    scene.prove(8, 0);
    scene.pass(Duration.ofSeconds(1));

    assertFetched(8);
  }

  @Test
  void aNewerProofTakesThePlaceOfOneWhosePeersAreMute() throws IOException {
    scene.stableAt(4, 1);
    scene.prove(4, 0);
    need(4);
    scene.deliver(20);
    scene.network = sent -> sent.from() == 1 ? null : sent;
    scene.stableAt(8, 2, 3);
    scene.prove(8, 0);
    scene.pass(POLICY.stall().minusMillis(200));
    assertThat(scene.fetched).as("it may come back").isEmpty();

    scene.pass(Duration.ofSeconds(1));

    assertFetched(8);
  }

  @Test
  void aStateThatIsReachedWithoutItIsNotFetchedAnyMore() {
    scene.stableAt(4, 1, 2, 3);
    scene.prove(4, 0);
    need(4);
    scene.deliver(20);

    scene.input(0, new RoleMessage.SnapshotTaken(slot(4), history(4), state(4)));
    scene.pass(Duration.ofSeconds(1));

    assertThat(scene.fetched).isEmpty();
    assertThat(scene.hasTimer(new TimerKey.StateRetry())).isFalse();
  }

  private void need(long slot) {
    scene.input(0, new NeedState(slot(slot)));
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

  private List<Sent> chunksFrom(int peer) {
    return scene.passed.stream()
        .filter(s -> s.from() == peer && s.message() instanceof StateChunk)
        .toList();
  }

  private List<StateChunk> answers() {
    return scene.passed.stream()
        .filter(s -> s.message() instanceof StateChunk)
        .map(s -> (StateChunk) s.message())
        .toList();
  }

  private static StateChunk partOf(long slot, int chunk) {
    byte[] content = content(slot);
    return new StateChunk(
        slot(slot),
        chunk,
        new StatePart(
            content.length,
            Bytes.wrap(java.util.Arrays.copyOf(content, MerkleTree.CHUNK_SIZE)),
            TransferScene.tree(slot).pathOf(chunk)));
  }

  private static StatePart part(StateChunk c) {
    return java.util.Objects.requireNonNull(c.part());
  }

  private static StateChunk with(StateChunk c, long size, Bytes content, List<Digest> path) {
    return new StateChunk(c.slot(), c.chunk(), new StatePart(size, content, path));
  }

  private static Bytes flipped(Bytes content) {
    byte[] bytes = content.toArray();
    bytes[bytes.length / 2] ^= 1;
    return Bytes.wrap(bytes);
  }

  private static Slot slot(long number) {
    return new Slot(number);
  }
}
