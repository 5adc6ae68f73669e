package io.weevil.testkit.actors;

import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.authentication.ClientSession;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.crypto.KeyAgreement;
import io.weevil.engine.crypto.SignatureScheme;
import io.weevil.engine.crypto.SignedBytes;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MalformedMessageException;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A replica that does as its {@link Conduct} says, with its own keys and no others. */
public final class FaultyReplica {

  private final ReplicaId self;
  private final GroupSettings addresses;
  private final GroupConfiguration group;
  private final KeyAgreement agreement;
  private final ReplicaKeys keys;
  private final Sealer sealer;
  private final ReplicaSigner signer;
  private final WireCodec codec;
  private final BiConsumer<PeerAddress, Wire> network;
  private final BiConsumer<Duration, Runnable> timer;

  /** In the order in which they introduced themselves: whoever picks one picks the same again. */
  private final Map<PeerAddress, ClientSession> clients = new LinkedHashMap<>();

  private Conduct conduct;

  FaultyReplica(
      ReplicaId self,
      Identity identity,
      SignatureScheme signatures,
      GroupSettings addresses,
      BiConsumer<PeerAddress, Wire> network,
      BiConsumer<Duration, Runnable> timer,
      Conduct conduct) {
    // What is said of its own accord passes no conduct: it is meant as it is.
    this.self = self;
    this.addresses = addresses;
    this.group = addresses.configuration();
    this.agreement = identity.agreement(group.digest());
    this.keys = new ReplicaKeys(self, group, agreement);
    this.sealer = new Sealer(group, keys);
    this.signer = new ReplicaSigner(self, group.digest(), signatures.signer(identity));
    this.codec = new WireCodec(group.limits(), group.n());
    this.network = network;
    this.timer = timer;
    this.conduct = conduct;
  }

  public ReplicaId id() {
    return self;
  }

  public GroupConfiguration group() {
    return group;
  }

  /** Signs whatever it is told to, as this replica. */
  public ReplicaSigner signer() {
    return signer;
  }

  /** From now on. */
  public void behave(Conduct next) {
    conduct = next;
  }

  /** Says something of its own accord. */
  public void say(ReplicaId to, PeerMessage message) {
    say(to, sealer.seal(message, to));
  }

  /** Says something of its own accord, as the bytes of an envelope. */
  public void say(ReplicaId to, Wire wire) {
    network.accept(addresses.address(to), wire);
  }

  /**
   * Says something to a client of its own accord.
   *
   * @param to one of {@link #clients}; nothing is said to another, for want of a key
   */
  public void say(PeerAddress to, ReplyMessage message) {
    if (clients.containsKey(to)) {
      network.accept(to, sealForClient(message, to));
    }
  }

  /** The clients that have introduced themselves, the first one first. */
  public List<PeerAddress> clients() {
    return List.copyOf(clients.keySet());
  }

  /** The replicas but itself. */
  public List<ReplicaId> others() {
    return group.quorums().members().filter(id -> !id.equals(self)).toList();
  }

  /** Does something when {@code delay} has passed: says what it has held back, for one. */
  public void later(Duration delay, Runnable deed) {
    timer.accept(delay, deed);
  }

  /** An envelope with an authenticator that is right. */
  public Wire seal(PeerMessage message, ReplicaId to) {
    return sealer.seal(message, to);
  }

  /** An envelope with an authenticator that is right, around a body that need be no message. */
  public Wire seal(MessageKind kind, Bytes body, ReplicaId to) {
    Digest envelope = new SignedBytes(group.digest()).envelope(kind.code(), self, body);
    Bytes tag = keys.with(to).orElseThrow().tag(SignedBytes.addressed(envelope, to));
    long prefix = ByteBuffer.wrap(group.digest().value().toArray()).getLong();
    return new Wire(kind, prefix, self, body, tag);
  }

  /** What leaves the machine when its node sends {@code wire}. */
  List<Wire> alter(PeerAddress to, Wire wire) {
    WireMessage message = codec.decode(wire.kind(), wire.body());
    return switch (message) {
      case PeerMessage peer -> {
        ReplicaId receiver = replicaAt(to);
        yield receiver == null
            ? List.of(wire)
            : conduct.toReplica(this, receiver, peer).stream()
                .map(m -> m.equals(peer) ? wire : sealer.seal(m, receiver))
                .toList();
      }
      case ReplyMessage reply ->
          conduct.toClient(this, to, reply).stream()
              .filter(m -> m.equals(reply) || clients.containsKey(to)) // else for want of a key
              .map(m -> m.equals(reply) ? wire : sealForClient(m, to))
              .toList();
      case ClientMessage other -> List.of(wire);
    };
  }

  private Wire sealForClient(ReplyMessage message, PeerAddress to) {
    ClientSession session = clients.get(to);
    if (session == null) {
      throw new IllegalStateException("no client at " + to + " has introduced itself to " + self);
    }
    return sealer.seal(message, session);
  }

  /** What has reached the machine; whether its node gets it. */
  boolean hear(PeerAddress from, Wire wire) {
    try {
      WireMessage message = codec.decode(wire.kind(), wire.body());
      if (message instanceof ClientMessage.Hello hello) {
        remember(hello);
      }
      conduct.hears(this, from, message);
      return conduct.admits(this, from, message);
    } catch (MalformedMessageException none) {
      return true; // Its node refuses it, as it would without a fault.
    }
  }

  private void remember(ClientMessage.Hello hello) {
    agreement
        .with(hello.certificate().agreementKey())
        .ifPresent(
            key ->
                clients.put(
                    PeerAddress.parseReturnAddress(hello.returnAddress()),
                    new ClientSession(
                        hello.client(), hello.certificate(), hello.returnAddress(), key)));
  }

  private @Nullable ReplicaId replicaAt(PeerAddress address) {
    for (Map.Entry<ReplicaId, PeerAddress> member : addresses.addresses().entrySet()) {
      if (member.getValue().equals(address)) {
        return member.getKey();
      }
    }
    return null;
  }
}
