package io.weevil.engine.history;

import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import java.util.List;

/** Log entries without real signatures. */
final class TestLog {

  static final Digest EMPTY_HISTORY = Digests.of(Bytes.utf8("group"));

  private TestLog() {}

  /** The entry that extends {@code previous} by a batch of {@code content}, at this time. */
  static LogEntry entry(long slot, Digest previous, String content, long micros) {
    Bytes encoded = Bytes.utf8(content);
    Batch batch = new Batch(new Timestamp(micros), List.of(), encoded, Digests.of(encoded));
    Digest history = Digests.chain(previous, new Slot(slot), batch.digest());
    OrderHeader header =
        new OrderHeader(View.ZERO, new Slot(slot), batch.digest(), history, Track.SPECULATIVE);
    Vote vote = new Vote(View.ZERO, new Slot(slot), history);
    return LogEntry.accepted(
        new SignedHeader(header, Bytes.EMPTY),
        history,
        batch,
        new SignedVote(new ReplicaId(1), vote, Bytes.EMPTY));
  }
}
