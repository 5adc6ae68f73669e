package io.weevil.engine.state;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a whole state, verified, kept outside of memory. Any thread may use it. */
public interface StateSource {

  /** How many bytes there are. */
  long size();

  /**
   * All of them, from the first one on; to be closed.
   *
   * @throws IOException when they cannot be read, or were discarded
   */
  InputStream open() throws IOException;

  /** Frees what they take. Once is enough, again is harmless. */
  void discard();
}
