package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Request;
import java.util.List;

/**
 * A client of a {@link TestGroup} with its keys.
 *
 * @param incarnation at least 1
 */
public record TestClient(
    TestGroup group, Identity identity, ClientCertificate certificate, long incarnation) {

  public ClientId id() {
    return certificate.clientId(incarnation);
  }

  public KeyAgreement agreement() {
    return identity.agreement(group.digest());
  }

  public ReplicaKeys keys() {
    return new ReplicaKeys(id(), group.configuration(), agreement());
  }

  /** Puts its messages into envelopes. Keep it: it agrees on keys with all replicas. */
  public Sealer sealer() {
    return new Sealer(group.configuration(), keys());
  }

  /** Its door. Keep it: it agrees on keys with all replicas. */
  public ClientOpener opener() {
    return new ClientOpener(group.configuration(), keys());
  }

  public ClientMessage.Hello hello(String returnAddress) {
    return new ClientMessage.Hello(id(), certificate, returnAddress);
  }

  /** Makes its authentic requests. Keep it: it agrees on keys with all replicas. */
  public RequestFactory requests() {
    return new RequestSigner(
        certificate, incarnation, group.configuration(), identity.signer(), keys());
  }

  /** One authentic ordered request with one operation. */
  public Request request(long number, String operation) {
    return requests().create(number, Request.Kind.ORDERED, List.of(Bytes.utf8(operation)));
  }

  /** The same client, started once more. */
  public TestClient restarted() {
    return new TestClient(group, identity, certificate, incarnation + 1);
  }
}
