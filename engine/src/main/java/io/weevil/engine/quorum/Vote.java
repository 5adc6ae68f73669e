package io.weevil.engine.quorum;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import org.jspecify.annotations.Nullable;

/** "In view v, I accepted exactly the prefix h up to slot s" (R-VOTE). */
public record Vote(View view, Slot slot, Digest history) {
  // By hand: it is a key of many maps, and a generated one is not always inlined.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Vote that
        && slot.equals(that.slot)
        && view.equals(that.view)
        && history.equals(that.history);
  }

  @Override
  public int hashCode() {
    return 31 * history.hashCode() + view.hashCode();
  }
}
