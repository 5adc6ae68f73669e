package io.weevil.engine.message;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;

/**
 * What the primary of {@code view} says about {@code slot}.
 *
 * @param batch {@code d}, the digest of the batch's exact bytes
 * @param history {@code h_s}
 */
public record OrderHeader(View view, Slot slot, Digest batch, Digest history, Track track) {

  /** Whether one correct primary cannot have said both (R-EVIDENCE). */
  public boolean contradicts(OrderHeader other) {
    return view.equals(other.view) && slot.equals(other.slot) && !equals(other);
  }
}
