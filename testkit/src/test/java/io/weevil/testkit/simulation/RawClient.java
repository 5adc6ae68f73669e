package io.weevil.testkit.simulation;

import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import java.util.List;

/** A client with valid keys that says whatever a test wants it to. */
final class RawClient {

  private final SimulatedGroup group;
  private final ClientCertificate certificate;
  private final RequestSigner requests;
  private final Sealer sealer;

  RawClient(SimulatedGroup group, String name) {
    this.group = group;
    Identity identity = group.keys().newClient();
    this.certificate = group.keys().admit(name, identity);
    var configuration = group.keys().group();
    ClientId self = certificate.clientId(1);
    ReplicaKeys keys =
        new ReplicaKeys(self, configuration, identity.agreement(configuration.digest()));
    this.requests = new RequestSigner(certificate, 1, configuration, identity.signer(), keys);
    this.sealer = new Sealer(configuration, keys);
  }

  ClientId id() {
    return requests.client();
  }

  void hello() {
    ClientMessage.Hello hello = new ClientMessage.Hello(id(), certificate, "raw:1");
    group.keys().group().quorums().members().forEach(r -> say(r, hello));
  }

  Request request(long number, String operation) {
    return requests.create(number, Request.Kind.ORDERED, List.of(Bytes.utf8(operation)));
  }

  void say(ReplicaId to, ClientMessage message) {
    group.network().send(id(), to, sealer.seal(message, to));
  }

  /** Sends what another receiver, sender or kind would get. */
  void sayWire(ReplicaId to, Wire wire) {
    group.network().send(id(), to, wire);
  }

  /** A REQUEST of the very bytes given, authentic or not. */
  Wire wire(Bytes body) {
    Wire pattern = sealer.seal(new ClientMessage.Ask(request(1, "add 1")), new ReplicaId(0));
    return new Wire(MessageKind.REQUEST, pattern.group(), id(), body, pattern.authenticator());
  }
}
