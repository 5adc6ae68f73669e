package io.weevil.engine.service;

import java.io.IOException;
import java.io.OutputStream;

/** A state of a service, frozen in time. */
public interface Snapshot {

  /**
   * Writes the state: equal states write equal bytes. Called from another thread than the
   * service's, possibly much later.
   */
  void writeTo(OutputStream out) throws IOException;
}
