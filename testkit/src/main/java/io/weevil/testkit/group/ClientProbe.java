package io.weevil.testkit.group;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ClientOpener;
import io.weevil.engine.authentication.Opened;
import io.weevil.engine.authentication.OpenedReply;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.service.OperationCodec;
import io.weevil.testkit.actors.ActorGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A client that the group admits and that does nothing of its own accord: it says what it is told
 * to, and hears what replicas say to it, through a client's own door.
 */
public final class ClientProbe<O, R> {

  private final ActorGroup actors;
  private final OperationCodec<O, R> codec;
  private final PeerAddress address;
  private final ClientCertificate certificate;
  private final RequestSigner requests;
  private final Sealer sealer;
  private final ClientOpener door;
  private final Transport transport;
  private final Inbox inbox;
  private final List<Opened.Refused> refused = new ArrayList<>();

  ClientProbe(
      String name,
      ActorGroup actors,
      OperationCodec<O, R> codec,
      TestTime time,
      Duration patience) {
    this.actors = actors;
    this.codec = codec;
    this.address = new PeerAddress(name, 1);
    this.inbox = new Inbox("the probe " + name, time, patience);
    GroupConfiguration group = actors.configuration();
    Identity identity = actors.keys().newClient();
    this.certificate = actors.keys().admit(name, identity);
    ReplicaKeys keys =
        new ReplicaKeys(certificate.clientId(1), group, identity.agreement(group.digest()));
    this.requests =
        new RequestSigner(certificate, 1, group, actors.keys().signatures().signer(identity), keys);
    this.sealer = new Sealer(group, keys);
    this.door = new ClientOpener(group, keys);
    this.transport =
        actors.network().transports().start(address, address, this::receive, Runnable::run);
  }

  private void receive(Wire wire) {
    switch (door.open(wire)) {
      case OpenedReply.Accepted(var verified) -> inbox.add(verified.sender(), verified.message());
      case Opened.Refused no -> refused.add(no);
    }
  }

  public ClientId id() {
    return requests.client();
  }

  /** For fault rules. */
  public PeerAddress address() {
    return address;
  }

  /** Introduces itself to all replicas: they answer nobody else. */
  public void hello() {
    sayToAll(new ClientMessage.Hello(id(), certificate, address.toString()));
  }

  /**
   * An authentic request, not sent yet.
   *
   * @param number from 1; a correct client counts without gaps and gives none twice
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // Stream.of does not change it
  public final Request request(long number, O... operations) {
    return requests.create(
        number, Request.Kind.ORDERED, Stream.of(operations).map(codec::encodeOperation).toList());
  }

  /** Says something to a replica, in an envelope that is right. */
  public void say(int replica, ClientMessage message) {
    send(replica, sealer.seal(message, new ReplicaId(replica)));
  }

  /** Sends an envelope as it is. */
  public void send(int replica, Wire wire) {
    transport.send(actors.address(replica), wire);
  }

  /** Says something to all replicas. */
  public void sayToAll(ClientMessage message) {
    actors.configuration().quorums().members().forEach(id -> say(id.index(), message));
  }

  /** All that has come, in order. */
  public List<Heard> heard() {
    return inbox.all();
  }

  /** What has come and is not authentic. */
  public List<Opened.Refused> refused() {
    return List.copyOf(refused);
  }

  /** As {@link ReplicaProbe#expectMessage(Class)}. */
  public <M extends ReplyMessage> M expectMessage(Class<M> kind) {
    return expectMessage(kind, message -> true);
  }

  /** As {@link ReplicaProbe#expectMessage(Class, Predicate)}. */
  public <M extends ReplyMessage> M expectMessage(Class<M> kind, Predicate<? super M> wanted) {
    return inbox.expect(kind, wanted);
  }

  /** As {@link ReplicaProbe#expectNoMessage}. */
  public void expectNoMessage(Class<? extends ReplyMessage> kind, Duration within) {
    inbox.expectNone(kind, within);
  }
}
