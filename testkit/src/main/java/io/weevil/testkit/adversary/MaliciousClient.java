package io.weevil.testkit.adversary;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.testkit.actors.ActorGroup;
import java.util.List;

/**
 * A client with keys of its own on a group's network that says whatever it is told to: to be used
 * by a {@link HostileClient}, or by a test. It hears what it is answered and hands it to the
 * conspiracy.
 */
public final class MaliciousClient {

  /** One of its incarnations. */
  private record Self(ClientId id, RequestSigner requests, Sealer sealer) {}

  private final ActorGroup group;
  private final Identity identity;
  private final ClientCertificate certificate;
  private final PeerAddress address;
  private final Transport transport;
  private final WireCodec codec;
  private final Conspiracy conspiracy;
  private long heard;

  /**
   * A client that the group's authority has admitted.
   *
   * @param name of it and of its host: no other's
   */
  public MaliciousClient(ActorGroup group, String name, Conspiracy conspiracy) {
    this.group = group;
    this.identity = group.keys().newClient();
    this.certificate = group.keys().admit(name, identity);
    this.address = new PeerAddress(name, 1);
    this.conspiracy = conspiracy;
    this.codec = new WireCodec(configuration().limits(), configuration().n());
    this.transport =
        group.network().transports().start(address, address, this::hear, Runnable::run);
  }

  private void hear(Wire wire) {
    try {
      WireMessage message = codec.decode(wire.kind(), wire.body());
      heard++;
      conspiracy.overhear(message);
    } catch (MalformedMessageException nonsense) {
      // from somebody as faulty as itself
    }
  }

  /** How many messages it was sent. */
  public long heard() {
    return heard;
  }

  Conspiracy conspiracy() {
    return conspiracy;
  }

  GroupConfiguration configuration() {
    return group.configuration();
  }

  ClientCertificate certificate() {
    return certificate;
  }

  List<ReplicaId> replicas() {
    return configuration().quorums().members().toList();
  }

  private Self incarnation(long number) {
    ClientId id = certificate.clientId(number);
    GroupConfiguration configuration = configuration();
    ReplicaKeys keys =
        new ReplicaKeys(id, configuration, identity.agreement(configuration.digest()));
    RequestSigner requests =
        new RequestSigner(
            certificate, number, configuration, group.keys().signatures().signer(identity), keys);
    return new Self(id, requests, new Sealer(configuration, keys));
  }

  /** Whom this client speaks as from now on. */
  public Voice as(long incarnation) {
    return new Voice(incarnation(incarnation));
  }

  /** The client in one of its incarnations. */
  public final class Voice {
    private final Self self;

    private Voice(Self self) {
      this.self = self;
    }

    public ClientId id() {
      return self.id();
    }

    /** Introduces itself to all. */
    public void hello() {
      ClientMessage.Hello hello = new ClientMessage.Hello(id(), certificate, address.toString());
      replicas().forEach(r -> say(r, hello));
    }

    public Request request(long number, Bytes operation) {
      return self.requests().create(number, Request.Kind.ORDERED, List.of(operation));
    }

    /** The same request under an authenticator that {@code forged} made of the right one. */
    Request withAuthenticator(Request request, AuthenticatorForger forged) {
      RequestCodec requests = new RequestCodec(configuration().limits(), configuration().n());
      RequestCodec.Parts parts = requests.parts(request.encoded());
      return requests.decode(
          requests.encode(
              parts.certificateBytes(), parts.body(), forged.forge(parts.authenticator())));
    }

    public void say(ReplicaId to, WireMessage message) {
      send(to, self.sealer().seal(message, to));
    }

    public void ask(ReplicaId to, Request request) {
      say(to, new ClientMessage.Ask(request));
    }

    /** An envelope in this incarnation's name, as it is. */
    Wire wire(MessageKind kind, Bytes body, Bytes authenticator) {
      Wire pattern = self.sealer().seal(new ClientMessage.ResultRequest(1), new ReplicaId(0));
      return new Wire(kind, pattern.group(), id(), body, authenticator);
    }

    Wire seal(WireMessage message, ReplicaId to) {
      return self.sealer().seal(message, to);
    }
  }

  /** Bytes on the wire, as they are. */
  public void send(ReplicaId to, Wire wire) {
    transport.send(group.address(to.index()), wire);
  }
}
