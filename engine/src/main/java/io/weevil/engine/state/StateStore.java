package io.weevil.engine.state;

import io.weevil.engine.model.Slot;

/** Where states are kept, each in a file of its own. Used by one thread. */
public interface StateStore {

  /**
   * A new and empty file.
   *
   * @param slot the checkpoint whose state it is for; names the file for people
   * @throws java.io.UncheckedIOException when there is no room, say
   */
  StateFile create(Slot slot);
}
