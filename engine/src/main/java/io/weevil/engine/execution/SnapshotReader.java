package io.weevil.engine.execution;

import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.engine.state.MerkleTree;
import io.weevil.engine.state.StateSource;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what {@link ReplicaSnapshot#writeTo} of another replica wrote (R-STATE), as it comes: never
 * all of the bytes at once. That they are the group's is proven before; that this replica can go on
 * from them is not, and a replica that cannot must stop.
 */
final class SnapshotReader {

  private static final int BUFFER = 64 * 1024;

  private final Digest group;
  private final Limits limits;
  private final StateMachine<Bytes, Bytes> service;

  SnapshotReader(GroupConfiguration group, StateMachine<Bytes, Bytes> service) {
    this.group = group.digest();
    this.limits = group.limits();
    this.service = service;
  }

  /**
   * The state that {@code proof} proves.
   *
   * @throws IllegalStateException when the bytes are none that this replica understands, or its
   *     service makes another state of them
   */
  ReplicaSnapshot read(StableProof proof, StateSource source) {
    ReplicaSnapshot read;
    try (InputStream in = source.open()) {
      read = read(proof, new DataInputStream(new BufferedInputStream(in, BUFFER)));
    } catch (IOException | RuntimeException unreadable) {
      throw new IllegalStateException(
          "the state at "
              + proof.slot()
              + ", which the group has proven, cannot be read here: "
              + unreadable.getMessage()
              + ". Run the same version of Weevil and of the service as the other replicas.",
          unreadable);
    }
    requireSame(proof, read);
    return read;
  }

  private ReplicaSnapshot read(StableProof proof, DataInputStream in) throws IOException {
    require(in.readUTF().equals(ReplicaSnapshot.FORMAT), "it has another format");
    require(digest(in).equals(group), "it is another group's");
    require(in.readLong() == proof.slot().number(), "it is that of another slot");
    require(digest(in).equals(proof.history()), "it is that of another history");
    Timestamp timestamp = new Timestamp(in.readLong());
    ReplyCache replies = ReplyCache.readFrom(in, limits, proof.slot());
    Snapshot application = service.readSnapshot(unclosable(in));
    require(in.read() < 0, "the service has not read it to its end");
    return new ReplicaSnapshot(
        group, proof.slot(), proof.history(), timestamp, replies, application);
  }

  /** A state that is not written as it was read would be found wrong at the next checkpoint. */
  private static void requireSame(StableProof proof, ReplicaSnapshot read) {
    Digest state = MerkleTree.of(read).root();
    if (!state.equals(proof.state())) {
      throw new IllegalStateException(
          "the service reads the state at "
              + proof.slot()
              + " as another one: "
              + state
              + ", not "
              + proof.state()
              + ". Its readSnapshot must take what its snapshots write.");
    }
  }

  static Digest digest(DataInputStream in) throws IOException {
    return new Digest(Bytes.wrap(bytes(in, Digest.SIZE)));
  }

  static Slot slot(DataInputStream in) throws IOException {
    return new Slot(in.readLong());
  }

  static byte[] bytes(DataInputStream in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return bytes;
  }

  static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  /** Some readers close what they have read to its end. */
  private static InputStream unclosable(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
      }

      @Override
      public void close() {
        // the caller's
      }
    };
  }
}
