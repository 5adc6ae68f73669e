package io.weevil.engine.execution;

import static io.weevil.engine.execution.ExecutorFixture.ALICE;
import static io.weevil.engine.execution.ExecutorFixture.BOB;
import static io.weevil.engine.execution.ExecutorFixture.GROUP;
import static io.weevil.engine.execution.ExecutorFixture.LIMITS;
import static io.weevil.engine.execution.ExecutorFixture.digestOf;
import static io.weevil.engine.execution.ExecutorFixture.onlyReadReply;
import static io.weevil.engine.execution.ExecutorFixture.onlyReply;
import static io.weevil.engine.execution.ExecutorFixture.readRequest;
import static io.weevil.engine.execution.ExecutorFixture.replies;
import static io.weevil.engine.execution.ExecutorFixture.request;
import static io.weevil.engine.execution.ExecutorFixture.snapshot;
import static io.weevil.engine.execution.ExecutorFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientPosition;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage.AnswerAgain;
import io.weevil.engine.role.RoleMessage.InstallState;
import io.weevil.engine.role.RoleMessage.Read;
import io.weevil.engine.role.RoleMessage.SnapshotTaken;
import io.weevil.engine.role.RoleMessage.Stabilized;
import io.weevil.engine.role.RoleMessage.StateInstalled;
import io.weevil.engine.role.RoleMessage.StopAnswering;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateFile;
import io.weevil.engine.state.StateSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fetched state in the place of the own one. */
@Rule("R-STATE")
class InstallStateTest {

  private final ExecutorFixture donor = new ExecutorFixture(0);
  private final ExecutorFixture executor = new ExecutorFixture(1);
  private final SnapshotTaken four = storyOf(donor);
  private final byte[] bytes = bytesOf(four.state());
  private final StableProof proof = proofOf(four, digestOf(four));

  @Test
  void anEmptyReplicaGoesOnFromTheInstalledState() {
    StateSource source = sourceOf(bytes);
    List<Output> outputs = executor.on(new InstallState(proof, source));

    assertThat(told(outputs)).containsExactly(installed());
    assertThat(executor.service.journal()).isEqualTo(donor.service.journal()).isNotEmpty();
    assertThatThrownBy(source::open).as("discarded").isInstanceOf(IOException.class);
    continueFrom(donor);
    assertThat(digestOf(snapshot(executeAlike(executor))))
        .isEqualTo(digestOf(snapshot(executeAlike(donor))));
  }

  @Test
  void aReplicaThatHasExecutedMoreGoesBackAndExecutesItAgain() {
    executor.service.corruptState();
    storyOf(executor);
    executor.speculate(request(4, "wrong"));
    executor.on(new StopAnswering(new Slot(4)));

    install();
    continueFrom(donor);
    List<Output> five = executor.speculate(request(4, "again"));

    assertThat(onlyReply(five).slot()).isEqualTo(new Slot(5));
    assertThat(executor.service.journal()).noneMatch(entry -> entry.startsWith("wrong"));
  }

  @Test
  void whatWasExecutedElsewhereIsAnsweredFromTheInstalledCacheAndNotExecutedAgain() {
    install();
    continueFrom(donor);

    var reply = onlyReply(executor.on(new AnswerAgain(ALICE.id(), 2)));
    assertThat(reply.grade()).isEqualTo(Grade.COMMITTED);
    assertThat(reply.slot()).isEqualTo(new Slot(3));
    int before = executor.service.journal().size();
    executor.speculate(request(2, "c"));
    assertThat(executor.service.journal()).hasSize(before);
  }

  @Test
  void readsThatWaitedAreDroppedAndLaterOnesSeeTheInstalledState() {
    executor.on(new Read(readRequest(1, "size"), new Slot(2)));

    assertThat(replies(install())).isEmpty();

    var reply = onlyReadReply(executor.on(new Read(readRequest(2, "size"), new Slot(4))));
    assertThat(reply.slot()).isEqualTo(new Slot(4));
    assertThat(reply.history()).isEqualTo(proof.history());
    assertThat(reply.grade()).isEqualTo(Grade.COMMITTED);
  }

  @Test
  @Rule({"R-STATE", "R-CHECKPOINT"})
  void whatWasStableBelowTheInstalledStateAndIsToldLateTakesNothingBack() {
    install();

    executor.on(new Stabilized(new Slot(2), Digests.of(Bytes.utf8("history at 2"))));

    var reply = onlyReply(executor.on(new AnswerAgain(ALICE.id(), 2)));
    assertThat(reply.grade()).as("of slot 3").isEqualTo(Grade.COMMITTED);
    continueFrom(donor);
    assertThat(executor.speculate(request(4, "d"))).isNotEmpty();
  }

  @Test
  void theOwnStateIsGoneBeforeTheOtherIsRead() {
    storyOf(executor);
    StateSource source = sourceOf(bytes);
    int[] entries = {-1};
    executor.on(
        new InstallState(
            proof,
            new StateSource() {
              @Override
              public long size() {
                return source.size();
              }

              @Override
              public InputStream open() throws IOException {
                entries[0] = executor.service.journal().size();
                return source.open();
              }

              @Override
              public void discard() {
                source.discard();
              }
            }));

    assertThat(entries[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "longer", "format", "group", "slot", "history", "application"})
  void aStateThatCannotBeReadStopsTheReplica(String flaw) {
    byte[] bad = bytes.clone();
    int group = 2 + ReplicaSnapshot.FORMAT.length();
    switch (flaw) {
      case "cut" -> bad = Arrays.copyOf(bytes, 150);
      case "longer" -> bad = Arrays.copyOf(bytes, bytes.length + 1); // a zero: no journal has one
      case "format" -> bad[5] ^= 1;
      case "group" -> bad[group] ^= 1;
      case "slot" -> bad[group + 32 + 7] ^= 1;
      case "history" -> bad[group + 32 + 8] ^= 1;
      default -> bad[bytes.length - 2] = 0;
    }
    StateSource source = sourceOf(bad);

    assertThatThrownBy(() -> executor.on(new InstallState(proof, source)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the state at s4, which the group has proven, cannot be read here")
        .hasMessageContaining("the same version");
  }

  @Test
  void aServiceThatReadsAnotherStateThanWasWrittenStopsTheReplica() {
    byte[] other = bytes.clone();
    other[bytes.length - 2] ^= 1; // a digit of the journal's last entry

    assertThatThrownBy(() -> executor.on(new InstallState(proof, sourceOf(other))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the service reads the state at s4 as another one");
  }

  @Test
  void aDiscardedSourceStopsTheReplicaWithAClearError() {
    StateSource source = sourceOf(bytes);
    source.discard();

    assertThatThrownBy(() -> executor.on(new InstallState(proof, source)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was discarded");
  }

  // The reply cache

  @Test
  void aReplyCacheIsReadAsItWasWritten() throws IOException {
    ReplyCache cache = ReplyCache.empty(LIMITS.maxClients(), LIMITS.clientWindow());
    for (int number = 1; number <= 9; number++) {
      cache = cache.plus(ALICE.id(), reply(number));
    }
    cache = cache.plus(BOB.id(), reply(1));

    ReplyCache read = read(written(cache), 9);

    assertThat(written(read)).isEqualTo(written(cache));
    assertThat(read.positions()).isEqualTo(cache.positions()).hasSize(2);
    assertThat(read.find(ALICE.id(), 6)).isEqualTo(cache.find(ALICE.id(), 6)).isNotNull();
    assertThat(read.turnOf(ALICE.id(), 10)).isEqualTo(ReplyCache.Turn.NEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, 1, 1, 1, 0, -1 clients",
    "4, 1, 1, 1, 1, 0, 4 clients",
    "1, 0, 1, 1, 1, 0, 0 replies of a client",
    "1, 5, 1, 1, 1, 0, 5 replies of a client",
    "1, 2147483647, 1, 1, 1, 0, 2147483647 replies of a client",
    "1, 1, 0, 1, 1, 0, not numbered one by one",
    "1, 2, 1, 2, 1, 0, not numbered one by one",
    "1, 1, 1, 1, 10, 0, a later slot",
    "1, 1, 1, 1, 1, -1, -1 bytes of a reply",
    "1, 1, 1, 1, 1, 40001, 40001 bytes of a reply",
    "2, 1, 1, 1, 1, 0, clients do not ascend"
  })
  void aReplyCacheBeyondTheLimitsIsRefused(
      int clients, int replies, long first, int step, long slot, int size, String fault)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(clients);
    for (int client = 0; client < 2; client++) {
      out.write(new byte[Digest.SIZE]);
      out.writeLong(1);
      out.writeInt(replies);
      for (int i = 0; i < Math.min(replies, 9); i++) {
        out.writeLong(first + (long) i * step);
        out.writeLong(slot);
        out.write(new byte[Digest.SIZE]);
        out.writeInt(size);
        out.write(new byte[Math.max(0, Math.min(size, 9))]);
      }
    }

    assertThatThrownBy(() -> read(bytes.toByteArray(), 9))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(fault);
  }

  private static CachedReply reply(int number) {
    Bytes outcomes = Bytes.utf8("outcomes of " + number);
    return new CachedReply(
        number, new Slot(number), GROUP.digest(), outcomes, Digests.of(outcomes));
  }

  private static byte[] written(ReplyCache cache) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    cache.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ReplyCache read(byte[] bytes, long slot) throws IOException {
    return ReplyCache.readFrom(
        new DataInputStream(new ByteArrayInputStream(bytes)), LIMITS, new Slot(slot));
  }

  private List<Output> install() {
    return executor.on(new InstallState(proof, sourceOf(bytes)));
  }

  private StateInstalled installed() {
    return new StateInstalled(
        proof,
        new Timestamp(TestGroup.NOW.micros() + 3_000_000),
        Map.of(
            ALICE.id().key(), new ClientPosition(ALICE.id().incarnation(), 3),
            BOB.id().key(), new ClientPosition(BOB.id().incarnation(), 2)));
  }

  private void continueFrom(ExecutorFixture other) {
    executor.slot = other.slot;
    executor.history = other.history;
  }

  /** Executes a log of four slots; the snapshot there. */
  private static SnapshotTaken storyOf(ExecutorFixture executor) {
    executor.speculate(request(1, "a", "throw"), BOB.request(1, "b"));
    executor.speculate();
    executor.speculate(request(2, "c"));
    return snapshot(executor.speculate(BOB.request(2, "d"), request(3, "e")));
  }

  private static List<Output> executeAlike(ExecutorFixture executor) {
    executor.speculate(request(4, "f"));
    return executor.executeEmptyUpTo(8);
  }

  private static StableProof proofOf(SnapshotTaken taken, Digest state) {
    return GROUP.stableProof(taken.slot(), taken.history(), state);
  }

  private static byte[] bytesOf(Snapshot state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MerkleTree.of(out -> state.writeTo(bytes));
    return bytes.toByteArray();
  }

  private static StateSource sourceOf(byte[] bytes) {
    StateFile file = new MemoryStateStore().create(new Slot(4));
    file.write(0, Bytes.copyOf(bytes));
    return file;
  }
}
