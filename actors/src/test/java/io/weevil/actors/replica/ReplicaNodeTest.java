package io.weevil.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.CounterService;
import io.weevil.actors.GroupFiles;
import io.weevil.actors.ManualWorld;
import io.weevil.actors.PeerKeys;
import io.weevil.actors.PeerKeys.PlayedClient;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.actors.role.EventCounters;
import io.weevil.actors.transport.ArteryTransport;
import io.weevil.actors.transport.Transport;
import io.weevil.actors.transport.TransportException;
import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.service.EncodedService;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node: its life and its end. */
@Timeout(120)
class ReplicaNodeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final EventCounters counters = new EventCounters();
  private GroupFiles files;
  private PeerKeys peers;
  private WeevilSettings settings;
  private ManualWorld world;
  private TestProbe<Throwable> failures;

  @BeforeEach
  void makeGroup() {
    files = new GroupFiles(directory);
    peers = new PeerKeys(files);
    settings = WeevilSettings.forReplica(files.replica(0));
    world = new ManualWorld(ConfigFactory.empty());
    failures = world.kit().createTestProbe();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aRoleThatFailsStopsTheNodeWithItsCause() {
    ActorRef<ReplicaNode.Command> node = start(probed(), Broken::new);
    inspect(node); // its doors are open
    PlayedClient client = peers.playClient();

    world.arrive(client.seal(new ClientMessage.Ask(client.request(1, "5")), 0));

    assertThat(failures.receiveMessage(PATIENCE))
        .isInstanceOf(ReplicaFailedException.class)
        .hasMessageContaining("replica 0 stops: its executor failed")
        .hasRootCauseInstanceOf(AssertionError.class);
    failures.expectTerminated(node, PATIENCE);
  }

  @Test
  void aPortInUseIsTheNodesFailure() throws Exception {
    var address = settings.replica().orElseThrow().address();
    Transport taken =
        ArteryTransport.start(settings.transport(), address, address, wire -> {}, Runnable::run);
    try {
      start(
          ReplicaParts.standard(settings.transport()).withListener(counters), CounterService::new);

      assertThat(failures.receiveMessage(PATIENCE))
          .hasRootCauseInstanceOf(BindException.class)
          .satisfies(
              e ->
                  assertThat(
                          Stream.iterate(e, c -> c != null, Throwable::getCause)
                              .filter(TransportException.class::isInstance)
                              .map(Throwable::getMessage))
                      .containsExactly(
                          "cannot listen on "
                              + address
                              + ": the port is in use. Stop whoever uses it, or configure another"
                              + " port."));
    } finally {
      taken.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTransportThatStopsTakesTheNodeWithIt() {
    Transport[] started = new Transport[1];
    ReplicaParts parts =
        probed()
            .withTransport(
                (address, bind, receiver, threads) ->
                    started[0] = world.transport().start(address, bind, receiver, threads));
    ActorRef<ReplicaNode.Command> node = start(parts, CounterService::new);
    inspect(node);

    started[0].stop();

    assertThat(failures.receiveMessage(PATIENCE)).hasMessageContaining("its transport failed");
  }

  @Test
  void aNodeThatIsToldToStopEndsWithoutAFailure() {
    ActorRef<ReplicaNode.Command> node = start(probed(), CounterService::new);
    inspect(node);

    node.tell(ReplicaNode.Stop.INSTANCE);

    failures.expectTerminated(node, PATIENCE);
    failures.expectNoMessage(Duration.ofMillis(1));
  }

  @Test
  void aSystemThatShutsDownStopsItsNodesFirst() throws Exception {
    ActorRef<ReplicaNode.Command> node = start(probed(), CounterService::new);
    var inspection = inspect(node);
    assertThat(inspection.address()).isEqualTo(settings.replica().orElseThrow().address());

    CoordinatedShutdown.get(world.kit().system())
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);

    assertThat(world.transportsRunning()).isZero();
  }

  @Test
  @Rule("R-AUTH")
  void whatIsForgedIsCountedByItsCauseAndHasNoEffect() {
    inspect(start(probed(), CounterService::new));
    Status status = new Status(View.ZERO, View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);
    Wire genuine = peers.seal(1, status, 0);

    world.arrive(
        new Wire(
            genuine.kind(),
            genuine.group(),
            new ReplicaId(2),
            genuine.body(),
            genuine.authenticator()));
    world.arrive(
        new Wire(
            MessageKind.STATUS,
            genuine.group() + 1,
            new ReplicaId(1),
            genuine.body(),
            genuine.authenticator()));
    world.arrive(peers.playClient().seal(new ClientMessage.StatusQuery(1), 0));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(counters.counts())
                    .containsEntry("refused.BAD_MAC", 1L)
                    .containsEntry("refused.WRONG_GROUP", 1L)
                    .containsEntry("refused.NOT_INTRODUCED", 1L));
  }

  private ReplicaParts probed() {
    return ReplicaParts.standard(settings.transport())
        .withTransport(world.transport())
        .withClock(world.clock())
        .withListener(counters);
  }

  private ReplicaNode.Inspection inspect(ActorRef<ReplicaNode.Command> node) {
    TestProbe<ReplicaNode.Inspection> inspector = world.kit().createTestProbe();
    node.tell(new ReplicaNode.Inspect(inspector.getRef()));
    return inspector.receiveMessage(PATIENCE);
  }

  /** Under a parent that tells of its failure. */
  private ActorRef<ReplicaNode.Command> start(
      ReplicaParts parts, Supplier<StateMachine<Long, Long>> service) {
    Supplier<StateMachine<Bytes, Bytes>> encoded =
        () -> new EncodedService<>(service.get(), CounterService.CODEC);
    TestProbe<ActorRef<ReplicaNode.Command>> spawned = world.kit().createTestProbe();
    ActorRef<Throwable> told = failures.getRef();
    Behavior<Void> parent =
        Behaviors.setup(
            context -> {
              ActorRef<ReplicaNode.Command> node =
                  context.spawn(ReplicaNode.create(settings, encoded, parts), "node");
              context.watch(node);
              spawned.getRef().tell(node);
              return Behaviors.receive(Void.class)
                  .onSignal(
                      ChildFailed.class,
                      failed -> {
                        told.tell(failed.getCause());
                        return Behaviors.same();
                      })
                  .onSignal(Terminated.class, ended -> Behaviors.same())
                  .build();
            });
    world.kit().spawn(parent, "parent");
    return spawned.receiveMessage(PATIENCE);
  }

  /** Fails in a way that is no answer to a client. */
  private static final class Broken implements StateMachine<Long, Long> {
    @Override
    public Long apply(OperationContext context, Long operation) {
      throw new AssertionError("memory corrupted");
    }

    @Override
    public Long read(Long operation) {
      return 0L;
    }

    @Override
    public Snapshot snapshot() {
      return out -> {};
    }

    @Override
    public void restore(Snapshot snapshot) {}

    @Override
    public Snapshot readSnapshot(java.io.InputStream in) {
      return snapshot();
    }
  }
}
