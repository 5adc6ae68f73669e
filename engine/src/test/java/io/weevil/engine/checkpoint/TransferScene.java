package io.weevil.engine.checkpoint;

import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.StateFetched;
import io.weevil.engine.role.TimerKey;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MemoryStateStore;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The checkpointers of four replicas, a network that a test may interfere with, and timers by hand.
 * Replica 0 fetches; the others have states of {@link #CHUNKS} chunks. K = 4.
 */
final class TransferScene {

  static final int CHUNKS = 41;

  /** More messages than any story has. */
  private static final int ENDLESS = 5_000;

  static final TransferPolicy POLICY =
      new TransferPolicy(
          4,
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(800),
          Duration.ofSeconds(2),
          Duration.ofMillis(200),
          8L << 20,
          Duration.ofMillis(100),
          Duration.ofSeconds(30));

  private static final Map<Long, byte[]> CONTENTS = new ConcurrentHashMap<>();
  private static final Map<Long, MerkleTree> TREES = new ConcurrentHashMap<>();
  private static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 16, 200_000, 100_000, 40_000, Duration.ofSeconds(1));
  private static final TestGroup GROUP =
      TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 7);

  /** A message under way. */
  record Sent(int from, int to, PeerMessage message) {
    Sent with(PeerMessage other) {
      return new Sent(from, to, other);
    }
  }

  final List<Event> events = new ArrayList<>();
  final List<StateFetched> fetched = new ArrayList<>();

  /** What came through the network. */
  final List<Sent> passed = new ArrayList<>();

  /** What was received, by whatever way. */
  final List<Sent> received = new ArrayList<>();

  /** CHECKPOINTs of replica 0. */
  final List<PeerMessage> signed = new ArrayList<>();

  /** What becomes of each message; null loses it. */
  UnaryOperator<@Nullable Sent> network = sent -> sent;

  private final List<CheckpointCore> cores = new ArrayList<>();
  private final List<Map<TimerKey, Timestamp>> timers = new ArrayList<>();
  private final Deque<Sent> underway = new ArrayDeque<>();
  private Timestamp now = TestGroup.NOW;

  TransferScene() {
    this(POLICY, new MemoryStateStore());
  }

  /**
   * @param store of replica 0
   */
  TransferScene(TransferPolicy policy, StateStore store) {
    for (int i = 0; i < 4; i++) {
      cores.add(
          new CheckpointCore(
              GROUP.configuration(),
              GROUP.signer(i),
              i == 0 ? store : new MemoryStateStore(),
              policy));
      timers.add(new HashMap<>());
    }
  }

  /** These replicas have executed the slot, and the group has proven it to them. */
  void stableAt(long slot, int... replicas) {
    for (int replica : replicas) {
      input(replica, new RoleMessage.SnapshotTaken(new Slot(slot), history(slot), state(slot)));
      prove(slot, replica);
    }
  }

  void prove(long slot, int replica) {
    receive(new Sent((replica + 1) % 4, replica, proof(slot)));
  }

  void input(int replica, RoleMessage.ToCheckpointer message) {
    for (Output output : cores.get(replica).on(message, now)) {
      carryOut(replica, output);
    }
  }

  void receive(Sent sent) {
    received.add(sent);
    input(
        sent.to(),
        new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(sent.from()), sent.message())));
  }

  private void carryOut(int replica, Output output) {
    switch (output) {
      case Output.Send(var to, PeerMessage message) ->
          underway.add(new Sent(replica, to.index(), message));
      case Output.StartTimer(var key, var after) -> timers.get(replica).put(key, now.plus(after));
      case Output.StopTimer(var key) -> timers.get(replica).remove(key);
      case Output.Broadcast(PeerMessage message) when replica == 0 -> signed.add(message);
      case Output.Tell(StateFetched done) -> fetched.add(done);
      case Output.Report(var event) when replica == 0 -> events.add(event);
      default -> {}
    }
  }

  /** Delivers what is under way, and what comes of it. */
  void deliver() {
    for (Sent next = underway.poll(); next != null; next = underway.poll()) {
      Sent arrived = network.apply(next);
      if (arrived != null) {
        passed.add(arrived);
        receive(arrived);
      }
      if (passed.size() > ENDLESS) {
        throw new AssertionError("the talk does not end");
      }
    }
  }

  /** Delivers this many messages. */
  void deliver(int count) {
    for (int i = 0; i < count && !underway.isEmpty(); i++) {
      Sent arrived = network.apply(underway.remove());
      if (arrived != null) {
        passed.add(arrived);
        receive(arrived);
      }
    }
  }

  /** Time passes, in steps of a retry, everything being delivered in between. */
  void pass(Duration time) {
    Timestamp end = now.plus(time);
    while (now.isBefore(end)) {
      deliver();
      now = now.plus(POLICY.retry());
      for (int i = 0; i < 4; i++) {
        fireDue(i);
      }
    }
    deliver();
  }

  private void fireDue(int replica) {
    List<TimerKey> due =
        timers.get(replica).entrySet().stream()
            .filter(e -> !e.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    due.forEach(timers.get(replica)::remove);
    due.forEach(key -> input(replica, new RoleMessage.TimerFired(key)));
  }

  boolean hasTimer(TimerKey key) {
    return timers.get(0).containsKey(key);
  }

  <E extends Event> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<String> ignored() {
    return events(Event.Ignored.class).stream().map(Event.Ignored::reason).toList();
  }

  static StableProof proof(long slot) {
    return GROUP.stableProof(new Slot(slot), history(slot), digest(slot));
  }

  static Digest history(long slot) {
    return Digests.of(Bytes.utf8("history " + slot));
  }

  static Digest digest(long slot) {
    return tree(slot).root();
  }

  static MerkleTree tree(long slot) {
    return TREES.computeIfAbsent(slot, s -> MerkleTree.of(state(s)));
  }

  /** The last chunk is a short one. */
  static Snapshot state(long slot) {
    byte[] content = content(slot);
    return out -> out.write(content);
  }

  static byte[] content(long slot) {
    return CONTENTS.computeIfAbsent(
        slot,
        s -> {
          byte[] content = new byte[(CHUNKS - 1) * MerkleTree.CHUNK_SIZE + 17];
          new Random(s).nextBytes(content);
          return content;
        });
  }
}
