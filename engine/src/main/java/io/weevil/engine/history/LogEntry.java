package io.weevil.engine.history;

import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import org.jspecify.annotations.Nullable;

/**
 * A slot of this replica's log.
 *
 * @param history {@code h_s}: equal histories mean equal logs up to here
 * @param header the primary's that ordered it; null where a new view's log brought it (R-INSTALL)
 * @param vote this replica's own for it, in the header's view; null where it has none
 */
public record LogEntry(
    Slot slot,
    Digest history,
    Batch batch,
    @Nullable SignedHeader header,
    @Nullable SignedVote vote) {

  /** A slot that was accepted with its ORDER-REQ. */
  public static LogEntry accepted(
      SignedHeader header, Digest history, Batch batch, @Nullable SignedVote vote) {
    return new LogEntry(header.header().slot(), history, batch, header, vote);
  }

  /** A slot of the log that a new view begins with. */
  public static LogEntry installed(Slot slot, Digest history, Batch batch) {
    return new LogEntry(slot, history, batch, null, null);
  }

  /** Of an installed slot SPECULATIVE: it is executed at once. */
  public Track track() {
    return header == null ? Track.SPECULATIVE : header.header().track();
  }

  /** The header, where it is of this view: only then does it say anything in it. */
  public @Nullable SignedHeader headerOf(View view) {
    return header != null && header.header().view().equals(view) ? header : null;
  }

  /** This replica's vote, where it is of this view. */
  public @Nullable SignedVote voteOf(View view) {
    return vote != null && vote.vote().view().equals(view) ? vote : null;
  }
}
