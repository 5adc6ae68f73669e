package io.weevil.engine.checkpoint;

import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.StateRequest;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateFile;
import io.weevil.engine.state.StateStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stable states that this replica gives to others (R-STATE). One is written into a file when it
 * is first asked for, and stays while somebody reads it, however many newer ones become stable
 * meanwhile. There are {@code f + 1} places, and a peer takes one at most: so f liars leave one.
 */
final class ServedStates {

  /** Stable states that can still be written into a file; the older one for those who hear late. */
  private static final int OFFERED = 2;

  private record Offered(Slot slot, Digest state, Snapshot snapshot) {}

  private record Spooled(
      Slot slot, Digest state, StateFile file, long size, MerkleTree.Paths paths) {
    boolean is(StateRequest r) {
      return slot.equals(r.slot()) && state.equals(r.state());
    }
  }

  /** What a peer reads, when it last asked for it, and when another file may be written for it. */
  private record Reader(Slot slot, Timestamp asked, Timestamp mayHaveNext) {}

  private final StateStore store;
  private final int places;
  private final TransferPolicy policy;
  private final Deque<Offered> offered = new ArrayDeque<>();
  private final List<Spooled> spooled = new ArrayList<>();
  private final Map<ReplicaId, Reader> readers = new HashMap<>();

  ServedStates(StateStore store, int places, TransferPolicy policy) {
    this.store = store;
    this.places = places;
    this.policy = policy;
  }

  /** A newer state is stable. */
  void offer(Slot slot, Digest state, Snapshot snapshot) {
    offered.addLast(new Offered(slot, state, snapshot));
    if (offered.size() > OFFERED) {
      offered.removeFirst();
    }
  }

  /** Lets go of the states in memory; those in files are served on. */
  void withdrawOffers() {
    offered.clear();
  }

  /**
   * The chunk that is asked for, or null when it is not served here.
   *
   * @throws java.io.UncheckedIOException when the store fails
   */
  @Nullable StatePart find(ReplicaId peer, StateRequest r, Timestamp now) {
    Spooled found = spooled.stream().filter(s -> s.is(r)).findFirst().orElse(null);
    if (found == null) {
      found = spoolFor(peer, r, now);
    }
    if (found == null) {
      return null;
    }
    Reader before = readers.get(peer);
    readers.put(
        peer, new Reader(r.slot(), now, before == null ? Timestamp.ZERO : before.mayHaveNext()));
    return partOf(found, r.chunk());
  }

  private static @Nullable StatePart partOf(Spooled state, long chunk) {
    if (chunk >= MerkleTree.chunks(state.size())) {
      return null;
    }
    long offset = chunk * MerkleTree.CHUNK_SIZE;
    int length = (int) Math.min(MerkleTree.CHUNK_SIZE, state.size() - offset);
    return new StatePart(
        state.size(), state.file().read(offset, length), state.paths().of((int) chunk));
  }

  private @Nullable Spooled spoolFor(ReplicaId peer, StateRequest r, Timestamp now) {
    Offered wanted =
        offered.stream()
            .filter(o -> o.slot().equals(r.slot()) && o.state().equals(r.state()))
            .findFirst()
            .orElse(null);
    if (wanted == null || !maySpoolFor(peer, now) || !makeRoomFor(peer, now)) {
      return null;
    }
    Spooled state = spool(wanted);
    spooled.add(state);
    readers.put(peer, new Reader(r.slot(), now, now.plus(timeToSend(state))));
    return state;
  }

  /**
   * Writing a file costs much and asking for one little: a peer may have the next one when it could
   * have been sent the last one.
   */
  private boolean maySpoolFor(ReplicaId peer, Timestamp now) {
    Reader reader = readers.get(peer);
    return reader == null || !now.isBefore(reader.mayHaveNext());
  }

  private Duration timeToSend(Spooled state) {
    Duration time = policy.servingPeriod().multipliedBy(1 + state.size() / policy.servedBytes());
    return time.compareTo(policy.keepFor()) > 0 ? policy.keepFor() : time;
  }

  /** Drops the oldest state that nobody else reads when all places are taken. */
  private boolean makeRoomFor(ReplicaId peer, Timestamp now) {
    if (spooled.size() < places) {
      return true;
    }
    for (Spooled state : spooled) {
      if (!isReadByOthers(state, peer, now)) {
        state.file().discard();
        spooled.remove(state);
        return true;
      }
    }
    return false;
  }

  private boolean isReadByOthers(Spooled state, ReplicaId peer, Timestamp now) {
    return readers.entrySet().stream()
        .filter(e -> !e.getKey().equals(peer) && e.getValue().slot().equals(state.slot()))
        .anyMatch(e -> now.since(e.getValue().asked()).compareTo(policy.keepFor()) < 0);
  }

  private Spooled spool(Offered state) {
    StateFile file = store.create(state.slot());
    try {
      MerkleTree tree = MerkleTree.of(state.snapshot(), builderInto(file));
      requireFrozen(state, tree);
      return new Spooled(state.slot(), state.state(), file, tree.size(), tree.paths());
    } catch (RuntimeException failure) {
      file.discard();
      throw failure;
    }
  }

  private static MerkleTree.Builder builderInto(StateFile file) {
    return new MerkleTree.Builder(
        new Consumer<>() {
          private long offset;

          @Override
          public void accept(Bytes chunk) {
            file.write(offset, chunk);
            offset += chunk.size();
          }
        });
  }

  private static void requireFrozen(Offered state, MerkleTree tree) {
    if (!tree.root().equals(state.state())) {
      throw new IllegalStateException(
          "the snapshot at "
              + state.slot()
              + " writes another state than before: a service's snapshots must not change");
    }
  }
}
