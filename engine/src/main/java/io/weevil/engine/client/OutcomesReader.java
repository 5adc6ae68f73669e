package io.weevil.engine.client;

import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.model.Bytes;

/** Reads a full result. */
@FunctionalInterface
public interface OutcomesReader {

  /** Throws {@link MalformedMessageException} when {@code full} are no outcomes. */
  Outcomes read(Bytes full);
}
