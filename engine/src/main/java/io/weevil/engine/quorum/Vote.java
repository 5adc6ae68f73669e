package io.weevil.engine.quorum;

import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;

/** "In view v, I accepted exactly the prefix h up to slot s" (R-VOTE). */
public record Vote(View view, Slot slot, Digest history) {}
