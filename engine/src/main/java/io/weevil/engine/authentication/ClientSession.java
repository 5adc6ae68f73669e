package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.ClientId;

/**
 * A client that has said HELLO.
 *
 * @param certificate authentic
 * @param returnAddress where the transport finds the client, {@code host:port}, or {@code
 *     host:port/endpoint} where several clients share a port
 * @param key shared with the client
 */
public record ClientSession(
    ClientId client, ClientCertificate certificate, String returnAddress, Authenticator key) {

  @Override
  public String toString() {
    return client + " (" + certificate.name() + ") at " + returnAddress;
  }
}
