package io.weevil.engine.history;

import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.SignedVote;

/**
 * A slot that this replica has accepted.
 *
 * @param history {@code h_s}: equal histories mean equal logs up to here
 * @param vote this replica's own for it
 */
public record LogEntry(SignedHeader header, Digest history, Batch batch, SignedVote vote) {

  public Slot slot() {
    return header.header().slot();
  }

  public Track track() {
    return header.header().track();
  }
}
