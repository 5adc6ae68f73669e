package io.weevil.engine.execution;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.service.Snapshot;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A replica's state at exactly one slot (R-CHECKPOINT): all that must be the same on every replica
 * that has executed the same prefix, and all that execution needs to go on from there. D is the
 * root of the {@link io.weevil.engine.state.MerkleTree} over what it writes.
 *
 * @param group the group configuration's digest
 * @param slot the last one executed
 * @param history {@code h_s} of that slot
 * @param timestamp the service's clock after that slot: the next batch's is not below it
 *     (R-ACCEPT-5)
 * @param replies the reply cache
 * @param application the service's state
 */
public record ReplicaSnapshot(
    Digest group,
    Slot slot,
    Digest history,
    Timestamp timestamp,
    ReplyCache replies,
    Snapshot application)
    implements Snapshot {

  static final String FORMAT = "weevil/1/state";

  private static final int BUFFER = 16 * 1024;

  /**
   * Writes the state; equal states write equal bytes. The service's own come last and go to the
   * end. {@link SnapshotReader} reads them.
   */
  @Override
  public void writeTo(OutputStream target) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(target, BUFFER));
    out.writeUTF(FORMAT);
    out.write(group.value().unsafeArray());
    out.writeLong(slot.number());
    out.write(history.value().unsafeArray());
    out.writeLong(timestamp.micros());
    replies.writeTo(out);
    application.writeTo(out);
    out.flush();
  }
}
