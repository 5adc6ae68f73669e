package io.weevil.testkit.adversary;

import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.state.MerkleTree;
import io.weevil.testkit.actors.FaultyReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves states that are none: other bytes, another size, another place, another way to the root;
 * or late, or never, or it says that it has none.
 */
@SuppressWarnings(
    "NullAway") // it passes on what messages may lack, and leaves things out on purpose
final class ChunkPoisoner extends Mischief {

  private static final Duration MOST_LATE = Duration.ofSeconds(3);

  ChunkPoisoner(Means means) {
    super(means);
  }

  @Override
  List<? extends PeerMessage> say(FaultyReplica self, ReplicaId to, PeerMessage message) {
    if (!(message instanceof StateChunk m) || !strikes()) {
      return List.of(message);
    }
    StatePart part = m.part();
    return switch (random().nextInt(part == null ? 4 : 8)) {
      case 0 -> nothing("never answered for a chunk");
      case 1 -> {
        self.later(Duration.ofNanos(random().nextLong(MOST_LATE.toNanos())), () -> self.say(to, m));
        yield nothing("served a chunk late");
      }
      case 2 -> instead("said that it has no such state", chunk(m, null));
      case 3 -> instead("served nonsense", chunk(m, nonsense()));
      case 4 -> instead("served other bytes", chunk(m, withOtherBytes(part)));
      case 5 -> instead("served another size", chunk(m, withOtherSize(part)));
      case 6 -> instead("served another path", chunk(m, withOtherPath(part)));
      default ->
          instead(
              "served another place",
              new StateChunk(m.slot(), m.chunk() + 1 + random().nextInt(3), part));
    };
  }

  private static StateChunk chunk(StateChunk m, @Nullable StatePart part) {
    return new StateChunk(m.slot(), m.chunk(), part);
  }

  private StatePart nonsense() {
    byte[] bytes = new byte[random().nextInt(200)];
    random().nextBytes(bytes);
    long size = random().nextBoolean() ? bytes.length : random().nextLong(Long.MAX_VALUE);
    return new StatePart(size, Bytes.wrap(bytes), List.of());
  }

  private StatePart withOtherBytes(StatePart part) {
    byte[] bytes = part.content().toArray();
    if (bytes.length == 0) {
      return nonsense();
    }
    bytes[random().nextInt(bytes.length)] ^= (byte) (1 + random().nextInt(255));
    return new StatePart(part.size(), Bytes.wrap(bytes), part.path());
  }

  private StatePart withOtherSize(StatePart part) {
    long size =
        switch (random().nextInt(3)) {
          case 0 -> part.size() + 1;
          case 1 -> Math.max(0, part.size() - 1);
          default -> random().nextLong(Long.MAX_VALUE);
        };
    return new StatePart(size, part.content(), part.path());
  }

  private StatePart withOtherPath(StatePart part) {
    List<Digest> path = new ArrayList<>(part.path());
    if (path.isEmpty() || (random().nextBoolean() && path.size() < MerkleTree.MAX_HEIGHT)) {
      path.add(conspiracy().anyDigest(random()));
    } else {
      path.set(random().nextInt(path.size()), conspiracy().anyDigest(random()));
    }
    return new StatePart(part.size(), part.content(), path);
  }
}
