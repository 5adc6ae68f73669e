package io.weevil.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.CounterService;
import io.weevil.actors.GroupFiles;
import io.weevil.actors.ManualWorld;
import io.weevil.actors.ManualWorld.Sent;
import io.weevil.actors.PeerKeys;
import io.weevil.actors.PeerKeys.PlayedClient;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.service.EncodedService;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each timer of a replica, its time moved by hand; the test plays the other replicas and a client.
 * A process that has just started is eight times as patient as its settings say.
 */
@Timeout(120)
class ReplicaTimersTest {

  /** Time that jumps by more than a tick looks like a slow machine, which is borne with. */
  private static final Config NO_TICKS =
      ConfigFactory.parseString(
          "weevil.replica.timers { status-period = 30s, silent-after = 60s }");

  private static final Slot ONE = new Slot(1);
  private static final Slot TWO = new Slot(2);
  private static final PeerAddress CLIENT = new PeerAddress("127.0.0.1", 9_999);

  @TempDir private Path directory;

  private GroupFiles files;
  private PeerKeys peers;
  private PlayedClient client;
  private ManualWorld world;
  private int self;
  private long nonce;
  private final CountDownLatch mayExecute = new CountDownLatch(1);

  @BeforeEach
  void makeGroup() {
    files = new GroupFiles(directory);
    peers = new PeerKeys(files);
    client = peers.playClient();
  }

  @AfterEach
  void close() {
    mayExecute.countDown();
    world.close();
  }

  @Test
  @Rule("R-STATUS")
  void statusIsSaidAtTheStartAndPeriodicallyWhileSomethingIsUnfinished() {
    start(1);
    arriveFrom(0, peers.orderReq(ONE, peers.emptyHistory(), world.now(), client.request(1, "5")));
    awaitAccepted();

    timePasses(Duration.ofMillis(250));

    expect(2, Status.class, s -> s.accepted().equals(ONE));
    timePasses(Duration.ofMillis(250));
    expect(2, Status.class, s -> s.accepted().equals(ONE));
  }

  @Test
  @Rule("R-SUSPECT")
  void aRequestThatIsNotCommittedInTimeCostsThePrimaryConfidence() {
    start(1);
    world.arrive(client.seal(new ClientMessage.Ask(client.request(1, "5")), 1));
    expect(0, Relay.class, r -> r.request().client().equals(client.id()));

    timePasses(Duration.ofMillis(2_300));
    expectNone(NoConfidence.class);
    timePasses(Duration.ofMillis(200));

    expect(3, NoConfidence.class, n -> n.signer().equals(new ReplicaId(1)));
  }

  @Test
  @Rule("R-HOLE")
  void aHoleIsAskedOfThePrimaryThenOfAllThenCostsConfidence() {
    start(1, NO_TICKS);
    OrderReq first = peers.orderReq(ONE, peers.emptyHistory(), world.now());
    arriveFrom(0, peers.orderReq(TWO, first.header().header().history(), world.now()));
    expect(0, FillHole.class, h -> h.from().equals(ONE));
    expectNone(FillHole.class);

    timePasses(Duration.ofMillis(800));
    expect(2, FillHole.class, h -> h.from().equals(ONE));
    expectNone(NoConfidence.class);

    for (int attempt = 1; attempt < 8; attempt++) {
      timePasses(Duration.ofMillis(800));
    }
    expect(2, NoConfidence.class, n -> true);
  }

  @Test
  @Rule("R-HOLE")
  void aHoleThatIsFilledInTimeBlamesNobody() {
    start(1);
    OrderReq first = peers.orderReq(ONE, peers.emptyHistory(), world.now());
    arriveFrom(0, peers.orderReq(TWO, first.header().header().history(), world.now()));
    expect(0, FillHole.class, h -> h.from().equals(ONE));

    arriveFrom(2, first);
    timePasses(Duration.ofMillis(250));

    expect(2, Status.class, s -> s.accepted().equals(TWO));
    for (int period = 0; period < 4; period++) {
      timePasses(Duration.ofMillis(250));
    }
    expectNone(FillHole.class);
  }

  @Test
  @Rule("R-EXCHANGE")
  void aSlotWhoseVotesAreExchangedAndThatIsNotCommittedInTimeCostsConfidence() {
    start(1);
    OrderReq first = peers.orderReq(ONE, peers.emptyHistory(), world.now());
    arriveFrom(0, first);
    awaitAccepted();
    arriveFrom(2, new Prepare(peers.vote(2, ONE, first.header().header().history())));
    expect(3, Prepare.class, p -> p.vote().voter().equals(new ReplicaId(1)));

    timePasses(Duration.ofMillis(2_300));
    expectNone(NoConfidence.class);
    timePasses(Duration.ofMillis(200));

    expect(3, NoConfidence.class, n -> true);
  }

  @Test
  @Rule("R-ACCEPT-5")
  void aBatchFromTheFutureIsHeldUntilTheClockAllowsIt() {
    start(1);
    world.arrive(client.seal(client.hello(CLIENT.toString()), 1));
    arriveFrom(
        0,
        peers.orderReq(
            ONE,
            peers.emptyHistory(),
            world.now().plus(Duration.ofSeconds(3)),
            client.request(1, "5")));

    timePasses(Duration.ofMillis(900));
    expectNone(SpecResponse.class);
    timePasses(Duration.ofMillis(200));

    assertThat(fish(CLIENT, client::open, SpecResponse.class, s -> true).slot()).isEqualTo(ONE);
  }

  @Test
  @Rule("R-ORDER")
  void aBusyPrimaryGathersRequestsUntilTheDelayHasPassed() {
    start(0);
    for (int number = 1; number <= 2; number++) {
      world.arrive(client.seal(new ClientMessage.Ask(client.request(number, "1")), 0));
      Slot slot = new Slot(number);
      expect(1, OrderReq.class, o -> o.header().header().slot().equals(slot));
    }
    // Two batches wait for execution, so the pipeline is busy.
    for (int number = 3; number <= 4; number++) {
      world.arrive(client.seal(new ClientMessage.Ask(client.request(number, "1")), 0));
    }
    // The primary hands a repeated request on, so it has seen those before it.
    world.arrive(client.seal(new ClientMessage.Ask(client.request(1, "1")), 0));
    expectBefore(
        m -> m instanceof Prepare,
        m -> m instanceof OrderReq o && o.header().header().slot().equals(new Slot(3)));

    timePasses(Duration.ofMillis(5));

    OrderReq third = expect(1, OrderReq.class, o -> o.header().header().slot().equals(new Slot(3)));
    assertThat(third.batch().requests()).hasSize(2);
  }

  private void start(int replica) {
    start(replica, ConfigFactory.empty());
  }

  private void start(int replica, Config more) {
    self = replica;
    world = new ManualWorld(ConfigFactory.empty());
    WeevilSettings settings = WeevilSettings.forReplica(more.withFallback(files.replica(replica)));
    StateMachine<Bytes, Bytes> service =
        new EncodedService<>(new GatedCounter(), CounterService.CODEC);
    if (replica != 0) {
      mayExecute.countDown();
    }
    ReplicaParts parts =
        ReplicaParts.standard(settings.transport())
            .withTransport(world.transport())
            .withClock(world.clock());
    var node = world.kit().spawn(ReplicaNode.create(settings, () -> service, parts), "node");
    var ready = world.kit().<ReplicaNode.Inspection>createTestProbe();
    node.tell(new ReplicaNode.Inspect(ready.getRef()));
    ready.receiveMessage(Duration.ofSeconds(20)); // its doors are open
    expect(replica == 2 ? 3 : 2, Status.class, s -> true);
  }

  private void arriveFrom(int replica, WireMessage message) {
    world.arrive(peers.seal(replica, message, self));
  }

  /** The next STATUS on request shows it: nothing else is said about an accepted slot. */
  private void awaitAccepted() {
    arriveFrom(2, new Status(View.ZERO, View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO));
    expect(2, OrderReq.class, o -> o.header().header().slot().equals(ONE));
  }

  private <M extends WireMessage> M expect(int to, Class<M> type, Predicate<M> which) {
    PeerAddress address = address(to);
    return fish(address, wire -> peers.open(to, wire, world.now()), type, which);
  }

  private <M extends WireMessage> M fish(
      PeerAddress to,
      Function<Wire, Optional<WireMessage>> open,
      Class<M> type,
      Predicate<M> which) {
    var found = new AtomicReference<M>();
    world
        .network()
        .fishForMessage(
            Duration.ofSeconds(20),
            sent -> {
              Optional<M> message =
                  sent.to().equals(to)
                      ? open.apply(sent.wire())
                          .filter(type::isInstance)
                          .map(type::cast)
                          .filter(which)
                      : Optional.empty();
              message.ifPresent(found::set);
              return message.isPresent()
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore();
            });
    return found.get();
  }

  /**
   * The backup has carried out all that it did before time passes, timers that it started included.
   */
  private void timePasses(Duration duration) {
    long asked = ++nonce;
    world.arrive(client.seal(client.hello(CLIENT.toString()), self));
    world.arrive(client.seal(new ClientMessage.StatusQuery(asked), self));
    expectBefore(m -> m instanceof StatusReport r && r.nonce() == asked, m -> false);
    world.timePasses(duration);
  }

  /**
   * Nothing of the kind is among what the node has sent up to the answer to a question asked now.
   */
  private void expectNone(Class<?> type) {
    long asked = ++nonce;
    world.arrive(client.seal(client.hello(CLIENT.toString()), self));
    world.arrive(client.seal(new ClientMessage.StatusQuery(asked), self));
    expectBefore(m -> m instanceof StatusReport r && r.nonce() == asked, type::isInstance);
  }

  private void expectBefore(Predicate<WireMessage> last, Predicate<WireMessage> forbidden) {
    world
        .network()
        .fishForMessage(
            Duration.ofSeconds(20),
            sent -> {
              Optional<WireMessage> message = openAnywhere(sent);
              assertThat(message.filter(forbidden)).isEmpty();
              return message.filter(last).isPresent()
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore();
            });
  }

  private Optional<WireMessage> openAnywhere(Sent sent) {
    if (sent.to().equals(CLIENT)) {
      return client.open(sent.wire());
    }
    return IntStream.range(0, 4)
        .filter(i -> i != self && address(i).equals(sent.to()))
        .mapToObj(i -> peers.open(i, sent.wire(), world.now()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private PeerAddress address(int replica) {
    return WeevilSettings.of(files.replica(0)).group().address(new ReplicaId(replica));
  }

  /** Executes nothing before it may. */
  private final class GatedCounter implements StateMachine<Long, Long> {
    private final CounterService counter = new CounterService();

    @Override
    public Long apply(OperationContext context, Long operation) {
      try {
        mayExecute.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return counter.apply(context, operation);
    }

    @Override
    public Long read(Long operation) {
      return counter.read(operation);
    }

    @Override
    public Snapshot snapshot() {
      return counter.snapshot();
    }

    @Override
    public void restore(Snapshot snapshot) {
      counter.restore(snapshot);
    }

    @Override
    public Snapshot readSnapshot(java.io.InputStream in) throws java.io.IOException {
      return counter.readSnapshot(in);
    }
  }
}
