package io.weevil.actors.client;

import io.weevil.actors.client.ClientProxy.Command;
import io.weevil.actors.client.ClientProxy.Replied;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.GroupSettings;
import io.weevil.actors.role.Credits;
import io.weevil.actors.role.Dispatchers;
import io.weevil.actors.role.Doors;
import io.weevil.actors.role.Doors.Door;
import io.weevil.actors.role.Egress;
import io.weevil.actors.role.EventLog;
import io.weevil.actors.role.NodeListener;
import io.weevil.actors.role.PromiseStore;
import io.weevil.actors.role.RoleEnvironment;
import io.weevil.actors.transport.Transport;
import io.weevil.engine.authentication.ClientOpener;
import io.weevil.engine.authentication.ReplicaKeys;
import io.weevil.engine.authentication.RequestSigner;
import io.weevil.engine.authentication.Sealer;
import io.weevil.engine.authentication.Signatures;
import io.weevil.engine.client.ClientCore;
import io.weevil.engine.crypto.Identity;
import io.weevil.engine.group.ClientCertificate;
import io.weevil.engine.group.GroupConfiguration;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.OutcomesCodec;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.ReplicaId;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Puts a client together: keys, core, the way out, doors. */
final class ClientWiring {

  /** A client promises nothing. */
  private static final PromiseStore NO_PROMISES =
      promise -> {
        throw new IllegalStateException("a client has promised " + promise);
      };

  private final ActorContext<Command> context;
  private final GroupSettings addresses;
  private final GroupConfiguration group;
  private final ClientSettings settings;
  private final ClientParts parts;
  private final ClientCertificate certificate;
  private final ClientId self;
  private final NodeListener listener;
  private final Identity identity;
  private final ReplicaKeys keys;

  /** A client's core, and its connections to the group. */
  record Connected(
      ClientCore core,
      Transport transport,
      RoleEnvironment environment,
      Collection<ReplicaId> replicas) {}

  ClientWiring(
      ActorContext<Command> context,
      GroupSettings addresses,
      ClientSettings settings,
      ClientParts parts) {
    this.context = context;
    this.addresses = addresses;
    this.group = addresses.configuration();
    this.settings = settings;
    this.parts = parts;
    this.certificate = settings.certificate();
    // Greater at each start, as long as the clock has advanced.
    this.self = certificate.clientId(parts.clock().now().micros());
    this.listener = NodeListener.both(new EventLog(self), parts.listener());
    this.identity = settings.key().identity();
    this.keys =
        new ReplicaKeys(self, group, parts.signatures().agreement(identity, group.digest()));
  }

  Connected connect() {
    Doors doors = new Doors(listener);
    Transport transport =
        parts
            .transport()
            .start(settings.address(), settings.bind(), doors, context.getExecutionContext());
    try {
      Sealer sealer = new Sealer(group, keys);
      ActorRef<Egress.Command> egress =
          spawn(Egress.ofClient(self, sealer, addresses, transport), "egress");
      RoleEnvironment environment =
          new RoleEnvironment(parts.clock(), egress, NO_PROMISES, listener);
      doors.open(spawnDoors(), List.of());
      return new Connected(core(transport), transport, environment, addresses.addresses().keySet());
    } catch (RuntimeException failure) {
      transport.stop();
      throw failure;
    }
  }

  private ClientCore core(Transport transport) {
    RequestSigner requests =
        new RequestSigner(
            certificate, self.incarnation(), group, parts.signatures().signer(identity), keys);
    Signatures signatures = new Signatures(group, parts.signatures().newVerifier());
    ClientMessage.Hello hello =
        new ClientMessage.Hello(self, certificate, transport.address().toString());
    OutcomesCodec outcomes = new OutcomesCodec(group.limits());
    return new ClientCore(
        group, requests, signatures, hello, settings.limits(), settings.timers(), outcomes::decode);
  }

  private List<Door> spawnDoors() {
    ClientOpener opener = new ClientOpener(group, keys);
    ActorRef<Command> proxy = context.getSelf();
    return IntStream.range(0, settings.ingress().parallelism())
        .mapToObj(
            i -> {
              Credits credits = new Credits(settings.ingress().queue());
              return new Door(
                  spawn(
                      ClientIngress.create(
                          opener, credits, verified -> proxy.tell(new Replied(verified)), listener),
                      "ingress-" + i),
                  credits);
            })
        .toList();
  }

  /** A part that ends takes the client with it. */
  private <T> ActorRef<T> spawn(Behavior<T> part, String name) {
    ActorRef<T> ref = context.spawn(part, name, Dispatchers.of(context.getSystem()).verification());
    context.watch(ref);
    return ref;
  }
}
