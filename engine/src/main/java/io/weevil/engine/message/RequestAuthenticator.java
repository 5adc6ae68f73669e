package io.weevil.engine.message;

import io.weevil.engine.model.Bytes;
import java.util.List;

/** What makes a request its client's, in the group's way (protocol.md, section 9). */
public sealed interface RequestAuthenticator {

  /** Ed25519 over the request's body, 64 bytes. */
  record Signed(Bytes signature) implements RequestAuthenticator {}

  /** One MAC of 32 bytes for each replica, in order. */
  record MacVector(List<Bytes> macs) implements RequestAuthenticator {
    public MacVector {
      macs = List.copyOf(macs);
    }
  }
}
