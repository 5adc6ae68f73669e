package io.weevil.apps.bench.load;

import com.typesafe.config.Config;
import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.client.GroupStatus;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.ClientSettings;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.transport.ArteryNode;
import io.weevil.actors.transport.Transport;
import io.weevil.apps.bench.attack.Attack;
import io.weevil.apps.bench.attack.FloodingClient;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.demo.StateComparison;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.service.OperationCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A group of Weevil's, and its clients, which share the way to it. */
public final class GroupCallee implements Callee {

  private static final Duration STATES_COMPARE = Duration.ofSeconds(60);
  private static final Duration STATUS = Duration.ofSeconds(1);

  /** Operations and results are bytes already. */
  private static final OperationCodec<Bytes, Bytes> AS_THEY_ARE =
      new OperationCodec<>() {
        @Override
        public Bytes encodeOperation(Bytes operation) {
          return operation;
        }

        @Override
        public Bytes decodeOperation(Bytes bytes) {
          return bytes;
        }

        @Override
        public Bytes encodeResult(Bytes result) {
          return result;
        }

        @Override
        public Bytes decodeResult(Bytes bytes) {
          return bytes;
        }
      };

  private final ActorSystem<Void> system;
  private final Transport.Factory transport;
  private final List<ActorRef<ClientProxy.Command>> proxies;
  private final WeevilClient<Bytes, Bytes> auditor;
  private final Duration deadline;
  private final int replicas;
  private final CostCounters counters = new CostCounters();

  private GroupCallee(List<Config> clients, Attack attack) {
    this.system = ActorSystem.create(Behaviors.empty(), "weevil", clients.get(0));
    List<WeevilSettings> settings = clients.stream().map(WeevilSettings::forClient).toList();
    this.transport = transport(settings.get(0), attack);
    this.proxies = settings.stream().map(this::startProxy).toList();
    this.deadline = settings.get(0).client().orElseThrow().call();
    this.replicas = settings.get(0).group().configuration().n();
    this.auditor = new WeevilClient<>(system, proxies.get(0), AS_THEY_ARE, deadline);
  }

  /**
   * Starts clients.
   *
   * @param files configurations, one a client identity; at least one
   * @param attack whether their process floods the replicas beside
   * @throws IOException when a configuration cannot be read
   */
  public static GroupCallee start(List<Path> files, Attack attack) throws IOException {
    List<Config> clients = new ArrayList<>();
    for (Path file : files) {
      clients.add(ConfigurationFile.load(file));
    }
    return new GroupCallee(clients, attack);
  }

  /** A flood has connections of its own, and is not counted. */
  private Transport.Factory transport(WeevilSettings first, Attack attack) {
    Transport.Factory counted = counters.counting(listen(first));
    return attack == Attack.FLOODING_CLIENT
        ? FloodingClient.beside(counted, listen(first), first.group().addresses().values())
        : counted;
  }

  private ArteryNode listen(WeevilSettings first) {
    ClientSettings client = first.client().orElseThrow();
    return ArteryNode.listen(
        first.transport(),
        client.address(),
        client.bind(),
        system.dispatchers().lookup(DISPATCHER));
  }

  private ActorRef<ClientProxy.Command> startProxy(WeevilSettings settings) {
    ClientParts standard = ClientParts.standard(settings.transport());
    ClientParts counted =
        standard
            .withTransport(transport)
            .withSignatures(counters.counting(standard.signatures()))
            .withListener(counters.listener());
    return system.systemActorOf(
        ClientProxy.create(settings, counted), settings.client().orElseThrow().name(), DISPATCHER);
  }

  @Override
  public ActorSystem<?> system() {
    return system;
  }

  @Override
  public List<ActorRef<ClientProxy.Command>> proxies() {
    return proxies;
  }

  @Override
  public Duration deadline() {
    return deadline;
  }

  @Override
  public Costs costs() {
    return counters.costs();
  }

  @Override
  public CompletionStage<Answer<Bytes>> audit() {
    return auditor.execute(NullService.AUDIT);
  }

  @Override
  public States compare(SortedSet<ReplicaId> living) {
    StateComparison.Outcome states =
        new StateComparison(this::status, this::audit, living, STATES_COMPARE).run();
    SortedMap<Integer, String> digests = new TreeMap<>();
    states.digests().forEach((id, digest) -> digests.put(id.index(), digest.value().toHex()));
    View view = view();
    return new States(
        view.primary(replicas).index(),
        view.number(),
        states.slot().number(),
        digests,
        states.faults());
  }

  /** How every replica says that it is. */
  private CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return auditor.status(patience).thenApply(GroupStatus::reports);
  }

  private View view() {
    SortedMap<ReplicaId, StatusReport> reports = status(STATUS).toCompletableFuture().join();
    long latest = reports.values().stream().mapToLong(r -> r.view().number()).max().orElse(0);
    return new View(latest);
  }
}
