package io.weevil.apps.bench.load;

import com.typesafe.config.Config;
import io.weevil.actors.client.Answer;
import io.weevil.actors.client.ClientParts;
import io.weevil.actors.client.ClientProxy;
import io.weevil.actors.client.GroupStatus;
import io.weevil.actors.client.WeevilClient;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.apps.bench.cost.CostCounters;
import io.weevil.apps.bench.cost.Costs;
import io.weevil.apps.bench.service.NullService;
import io.weevil.apps.keys.ConfigurationFile;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.service.OperationCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The callers and the clients that they share, in one actor system. Callers run where their proxy
 * does, so that no thread is woken between the two.
 */
final class Crowd {

  private static final DispatcherSelector DISPATCHER =
      DispatcherSelector.fromConfig("weevil.ordering-dispatcher");

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
  private final WeevilClient<Bytes, Bytes> auditor;
  private final List<ActorRef<Object>> callers = new ArrayList<>();
  private final CountDownLatch stopped;
  private final CostCounters counters = new CostCounters();
  private final Meter meter = new Meter();
  private final HistorySample history;
  private final @Nullable Pacer pacer;

  private Crowd(LoadPlan plan, List<Config> clients) {
    this.system = ActorSystem.create(Behaviors.empty(), "weevil", clients.get(0));
    this.stopped = new CountDownLatch(plan.callers());
    this.history = new HistorySample(plan.replyBytes());
    List<WeevilSettings> settings = clients.stream().map(WeevilSettings::forClient).toList();
    List<ActorRef<ClientProxy.Command>> proxies = settings.stream().map(this::startProxy).toList();
    Duration deadline = settings.get(0).client().orElseThrow().call();
    this.auditor = new WeevilClient<>(system, proxies.get(0), AS_THEY_ARE, deadline);
    Bytes operation = Bytes.wrap(new byte[plan.operationBytes()]);
    Caller.World world = new Caller.World(operation, deadline, meter, stopped::countDown);
    for (int i = 0; i < plan.callers(); i++) {
      String name = "caller-" + i;
      ActorRef<ClientProxy.Command> proxy = proxies.get(i % proxies.size());
      callers.add(
          system.systemActorOf(
              Caller.create(world, proxy, history.new Line(name)), name, DISPATCHER));
    }
    this.pacer = plan.rate() > 0 ? new Pacer(callers, plan.rate()) : null;
  }

  /**
   * Starts the clients; they call nothing yet.
   *
   * @throws IOException when a configuration cannot be read
   */
  static Crowd start(LoadPlan plan) throws IOException {
    List<Config> clients = new ArrayList<>();
    for (Path file : plan.clients()) {
      clients.add(ConfigurationFile.load(file));
    }
    return new Crowd(plan, clients);
  }

  private ActorRef<ClientProxy.Command> startProxy(WeevilSettings settings) {
    ClientParts standard = ClientParts.standard(settings.transport());
    ClientParts counted =
        standard
            .withTransport(counters.counting(standard.transport()))
            .withSignatures(counters.counting(standard.signatures()))
            .withListener(counters.listener());
    return system.systemActorOf(
        ClientProxy.create(settings, counted), settings.client().orElseThrow().name(), DISPATCHER);
  }

  void begin() {
    if (pacer == null) {
      callers.forEach(caller -> caller.tell(Caller.Order.BEGIN));
    } else {
      pacer.start();
    }
  }

  /** Lets every call that is under way end; whether all did in time. */
  boolean stop(Duration patience) throws InterruptedException {
    if (pacer != null) {
      pacer.stop();
    }
    callers.forEach(caller -> caller.tell(Caller.Order.STOP));
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the service counts; to be asked when nothing is under way. */
  CompletionStage<Answer<Bytes>> audit() {
    return auditor.execute(NullService.AUDIT);
  }

  /** How every replica says that it is. */
  CompletionStage<SortedMap<ReplicaId, StatusReport>> status(Duration patience) {
    return auditor.status(patience).thenApply(GroupStatus::reports);
  }

  Meter meter() {
    return meter;
  }

  HistorySample history() {
    return history;
  }

  Costs costs() {
    return counters.costs();
  }
}
