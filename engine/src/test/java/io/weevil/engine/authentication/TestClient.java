package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.model.ClientId;

/**
 * A client of a {@link TestGroup} with its keys.
 *
 * @param incarnation at least 1
 */
public record TestClient(TestGroup group, Identity identity, ClientCertificate certificate, long incarnation) {

  public ClientId id() {
    return certificate.clientId(incarnation);
  }

  public KeyAgreement agreement() {
    return identity.agreement(group.digest());
  }

  /** The same client, started once more. */
  public TestClient restarted() {
    return new TestClient(group, identity, certificate, incarnation + 1);
  }
}
