package io.weevil.engine.checkpoint;

import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateFile;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One proven state on its way here, from many peers at once (R-STATE). Each chunk is checked
 * against the proven digest and put into the file at once; what is here stays, whatever becomes of
 * the peers. Memory: a bit or two for each chunk.
 */
final class StateTransfer {

  /** What became of a STATE_CHUNK. */
  sealed interface Arrival {
    /** It is here now; whether with it all are. */
    record Stored(boolean complete) implements Arrival {}

    record Ignored(String reason) implements Arrival {}

    /** Its sender lies, and is asked for nothing more. */
    record Banned(String reason) implements Arrival {}
  }

  private final StableProof proof;
  private final StateFile file;
  private final TransferPolicy policy;
  private final SortedMap<ReplicaId, ServingPeer> peers = new TreeMap<>();

  /** Chunks that are in the file. */
  private final BitSet received = new BitSet();

  /** Chunks that need not be asked for: those in the file, and those that a peer was asked for. */
  private final BitSet taken = new BitSet();

  /** How many chunks the state has; 0 until a verified chunk says so. */
  private int total;

  /** When the last chunk came; at first, when the transfer began. */
  private Timestamp lastArrival;

  StateTransfer(
      StableProof proof,
      StateFile file,
      Collection<ReplicaId> peers,
      TransferPolicy policy,
      Timestamp now) {
    this.proof = proof;
    this.file = file;
    this.policy = policy;
    this.lastArrival = now;
    peers.forEach(peer -> this.peers.put(peer, new ServingPeer(policy)));
  }

  StableProof proof() {
    return proof;
  }

  Slot slot() {
    return proof.slot();
  }

  StateFile file() {
    return file;
  }

  int received() {
    return received.cardinality();
  }

  int total() {
    return total;
  }

  /** Asks every peer for as much as it may be asked for, in turn, the best first. */
  void askAll(Timestamp now, BiConsumer<ReplicaId, StateRequest> send) {
    List<ReplicaId> ranked =
        peers.entrySet().stream()
            .sorted(Comparator.comparingInt(each -> each.getValue().rank()))
            .map(Map.Entry::getKey)
            .toList();
    boolean asked = true;
    while (asked) {
      asked = false;
      for (ReplicaId id : ranked) {
        asked |= ask(id, now, send);
      }
    }
  }

  private boolean ask(ReplicaId id, Timestamp now, BiConsumer<ReplicaId, StateRequest> send) {
    ServingPeer peer = peers.get(id);
    int chunk = total == 0 ? 0 : taken.nextClearBit(0);
    if (peer == null || !peer.mayBeAsked(chunk) || (total != 0 && chunk >= total)) {
      return false;
    }
    taken.set(chunk);
    peer.onAsked(chunk, now);
    send.accept(id, new StateRequest(slot(), proof.state(), chunk));
    return true;
  }

  /** A chunk of this transfer's slot. It need not be one that its sender was asked for lately. */
  Arrival onChunk(ReplicaId sender, StateChunk m, Timestamp now) {
    ServingPeer peer = peers.get(sender);
    if (peer == null || peer.isBanned()) {
      return new Arrival.Ignored("nothing more of this state is taken from its sender");
    }
    if (m.part() == null) {
      return onAbsent(peer, m.chunk());
    }
    if (m.chunk() > Integer.MAX_VALUE || !verifies(m.chunk(), m.part())) {
      release(peer.ban());
      return new Arrival.Banned("chunk " + m.chunk() + " does not lead to the proven digest");
    }
    total = (int) MerkleTree.chunks(m.part().size());
    peer.onAnswered((int) m.chunk());
    return received.get((int) m.chunk())
        ? new Arrival.Ignored("this chunk is here already")
        : store((int) m.chunk(), m.part(), now);
  }

  private Arrival onAbsent(ServingPeer peer, long chunk) {
    if (!peer.wasAsked(chunk)) {
      return new Arrival.Ignored("its sender was not asked for this chunk");
    }
    release(peer.onAbsent());
    return new Arrival.Ignored("its sender does not serve this state");
  }

  private boolean verifies(long chunk, StatePart part) {
    return MerkleTree.verifies(proof.state(), part.size(), chunk, part.content(), part.path());
  }

  private Arrival store(int chunk, StatePart part, Timestamp now) {
    file.write((long) chunk * MerkleTree.CHUNK_SIZE, part.content());
    received.set(chunk);
    taken.set(chunk);
    lastArrival = now;
    return new Arrival.Stored(received.cardinality() == total);
  }

  /** Time has passed: what has not come is to be asked for elsewhere. */
  void onRetry(Timestamp now) {
    peers.values().forEach(peer -> release(peer.onRetry(now)));
  }

  private void release(Collection<Integer> chunks) {
    chunks.stream().filter(chunk -> !received.get(chunk)).forEach(taken::clear);
  }

  /** Whether nobody serves this state any more, as far as can be told. */
  boolean isStalled(Timestamp now) {
    return now.since(lastArrival).compareTo(policy.stall()) >= 0
        || peers.values().stream().allMatch(ServingPeer::servesNothing);
  }
}
