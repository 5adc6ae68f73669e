package io.weevil.testkit.knownbugs;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.testkit.actors.ActorGroup;
import io.weevil.testkit.actors.Scene;
import java.util.ArrayList;
import java.util.List;

/** A client with valid keys that says whatever a test wants it to, and hears what it is told. */
final class RawClient {

  private final ActorGroup group;
  private final Identity identity;
  private final ClientCertificate certificate;
  private final PeerAddress address;
  private final List<ReplyMessage> heard = new ArrayList<>();
  private RequestSigner requests;
  private Sealer sealer;

  RawClient(ActorGroup group, String name) {
    this.group = group;
    this.identity = group.keys().newClient();
    this.certificate = group.keys().admit(name, identity);
    this.address = new PeerAddress(name, 1);
    become(1);
    WireCodec codec =
        new WireCodec(group.configuration().limits(), group.configuration().quorums().n());
    group.tap(
        (from, to, wire) -> {
          if (to.equals(address)
              && codec.decode(wire.kind(), wire.body()) instanceof ReplyMessage reply) {
            heard.add(reply);
          }
        });
  }

  /** From now on it is this incarnation; replicas do not know yet. */
  void become(long incarnation) {
    GroupConfiguration configuration = group.configuration();
    ReplicaKeys keys =
        new ReplicaKeys(
            certificate.clientId(incarnation),
            configuration,
            identity.agreement(configuration.digest()));
    requests =
        new RequestSigner(
            certificate,
            incarnation,
            configuration,
            group.keys().signatures().signer(identity),
            keys);
    sealer = new Sealer(configuration, keys);
  }

  ClientId id() {
    return requests.client();
  }

  /** Tells every replica who it is. */
  void hello() {
    tellAll(new ClientMessage.Hello(id(), certificate, address.toString()));
  }

  /** To put {@code value} where nobody else puts anything. */
  Request request(long number, String value) {
    return requests.create(number, Request.Kind.ORDERED, List.of(Scene.put("raw", value)));
  }

  /** Asks these replicas. */
  void ask(Request request, int... replicas) {
    for (int each : replicas) {
      tell(each, new ClientMessage.Ask(request));
    }
  }

  void tell(int replica, ClientMessage message) {
    tell(replica, sealer.seal(message, new ReplicaId(replica)));
  }

  void tell(int replica, Wire wire) {
    group.network().send(address, group.address(replica), wire);
  }

  void tellAll(ClientMessage message) {
    for (int i = 0; i < group.configuration().quorums().n(); i++) {
      tell(i, message);
    }
  }

  /** An envelope of this kind around any bytes, with an authenticator that is right. */
  Wire envelope(MessageKind kind, Bytes body, int replica) {
    Wire pattern = sealer.seal(new ClientMessage.StatusQuery(1), new ReplicaId(replica));
    return new Wire(kind, pattern.group(), id(), body, pattern.authenticator());
  }

  /** All that it was told, in order; some of it may have been lost on the way. */
  <R extends ReplyMessage> List<R> heard(Class<R> kind) {
    return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
