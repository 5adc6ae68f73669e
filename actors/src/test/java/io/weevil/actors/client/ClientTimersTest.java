package io.weevil.actors.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.weevil.actors.GroupFiles;
import io.weevil.actors.ManualWorld;
import io.weevil.actors.ManualWorld.Sent;
import io.weevil.actors.PeerKeys;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.WeevilSettings;
import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.ClientMessage.Hello;
import io.weevil.engine.message.ClientMessage.StatusQuery;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.OutcomesCodec;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage.Health;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.ReplyMessage.StatusReport;
import io.weevil.engine.message.Result;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each timer of a client, its time moved by hand; the test plays the replicas. */
@Timeout(120)
class ClientTimersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Slot ONE = new Slot(1);

  @TempDir private Path directory;

  private ManualWorld world;
  private PeerKeys peers;
  private WeevilSettings settings;
  private ActorRef<ClientProxy.Command> proxy;
  private Hello hello;
  private TestProbe<Answer<Bytes>> caller;

  @BeforeEach
  void startClient() {
    GroupFiles files = new GroupFiles(directory);
    peers = new PeerKeys(files);
    world = new ManualWorld(ConfigFactory.empty());
    settings = WeevilSettings.forClient(files.client("alice"));
    ClientParts parts =
        ClientParts.standard(settings.transport())
            .withTransport(world.transport())
            .withClock(world.clock());
    proxy = world.kit().spawn(ClientProxy.create(settings, parts), "client");
    caller = world.kit().createTestProbe();
    hello = expect(3, Hello.class, h -> true);
    inspect(); // its doors are open
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  @Rule("R-CLIENT")
  void fourEqualSpeculativeRepliesEndACallWithoutATimer() {
    Ask ask = call(false);

    reply(ask, 0, 1, 2, 3);

    assertThat(caller.receiveMessage(PATIENCE))
        .isEqualTo(new Answer.Done<>(Bytes.utf8("5"), Grade.SPECULATIVE, ONE));
    assertThat(inspect().condition()).isEqualTo(Condition.FAST);
  }

  @Test
  @Rule("R-CLIENT-2")
  void withThreeOfFourRepliesTheFastTimerStartsTheSecondPhase() {
    Ask ask = call(false);
    SpecResponse response = reply(ask, 0, 1, 2);
    inspect();

    world.timePasses(Duration.ofMillis(200));

    CommitCertificate sent = expect(3, CommitCertificate.class, c -> true);
    assertThat(sent.certificate().vote().slot()).isEqualTo(ONE);
    assertThat(inspect().condition()).isEqualTo(Condition.CERTIFYING);
    for (int replica = 0; replica < 3; replica++) {
      arriveFrom(replica, new LocalCommit(View.ZERO, ONE, response.history(), 1));
    }
    assertThat(caller.receiveMessage(PATIENCE))
        .isEqualTo(new Answer.Done<>(Bytes.utf8("5"), Grade.CERTIFIED, ONE));
  }

  @Test
  @Rule("R-CLIENT-4")
  void withoutRepliesTheRequestGoesToAll() {
    Ask ask = call(false);

    world.timePasses(Duration.ofMillis(500));

    expect(2, Hello.class, h -> true);
    assertThat(expect(2, Ask.class, a -> true)).isEqualTo(ask);
    assertThat(inspect().condition()).isEqualTo(Condition.RETRANSMITTING);
  }

  @Test
  @Rule("R-READ")
  void aReadThatReplicasDoNotAnswerIsOrdered() {
    call(true);

    for (int i = 0; i < 20; i++) {
      world.timePasses(Duration.ofMillis(50));
      inspect();
    }

    expect(0, Ask.class, a -> a.request().kind() == Request.Kind.ORDERED);
  }

  @Test
  @Rule("R-CLIENT")
  void atItsDeadlineACallerIsToldWhatIsKnown() {
    call(false);

    world.timePasses(Duration.ofSeconds(30));

    assertThat(caller.receiveMessage(PATIENCE))
        .isInstanceOfSatisfying(
            Answer.Unknown.class,
            unknown -> assertThat(unknown.known()).contains("no replica has answered at all"));
  }

  @Test
  @Rule("R-CLIENT-4")
  void aSilentReplicaIsToldAgainWhoTheClientIs() {
    world.timePasses(Duration.ofSeconds(5));

    assertThat(expect(1, Hello.class, h -> true)).isEqualTo(hello);
  }

  @Test
  void aStatusQueryIsAnsweredByAllOrEndsWithThoseThatAnswered() {
    TestProbe<GroupStatus> asker = world.kit().createTestProbe();

    proxy.tell(new ClientProxy.QueryStatus(Duration.ofSeconds(1), asker.getRef()));
    long first = expect(3, StatusQuery.class, q -> true).nonce();
    IntStream.range(0, 4).forEach(replica -> arriveFrom(replica, report(first)));
    GroupStatus complete = asker.receiveMessage(PATIENCE);
    proxy.tell(new ClientProxy.QueryStatus(Duration.ofSeconds(1), asker.getRef()));
    long second = expect(3, StatusQuery.class, q -> q.nonce() != first).nonce();
    arriveFrom(2, report(second));
    world.timePasses(Duration.ofSeconds(1));
    GroupStatus partial = asker.receiveMessage(PATIENCE);

    assertThat(complete.reports()).hasSize(4);
    assertThat(complete.silent()).isEmpty();
    assertThat(partial.reports()).containsOnlyKeys(new ReplicaId(2));
    assertThat(partial.silent())
        .containsExactly(new ReplicaId(0), new ReplicaId(1), new ReplicaId(3));
  }

  @Test
  void cancelledCallsEndAsUnknownOnceAndOthersGoOn() {
    TestProbe<Answer<Bytes>> other = world.kit().createTestProbe();
    Ask ask = call(false);
    proxy.tell(
        new ClientProxy.Call(Bytes.utf8("x"), false, Duration.ofSeconds(30), other.getRef()));

    proxy.tell(new ClientProxy.Cancel(caller.getRef()));

    assertThat(caller.receiveMessage(PATIENCE))
        .isInstanceOfSatisfying(
            Answer.Unknown.class,
            unknown -> assertThat(unknown.known()).contains("cancelled after it was sent"));
    reply(ask, 0, 1, 2, 3);
    inspect();
    caller.expectNoMessage(Duration.ofMillis(1));
    other.expectNoMessage(Duration.ofMillis(1));
  }

  @Test
  void aStoppedClientEndsAllItsCalls() throws Exception {
    call(false);
    CompletableFuture<Answer<Bytes>> future = new CompletableFuture<>();
    proxy.tell(new ClientProxy.Submit(Bytes.utf8("x"), false, Duration.ofSeconds(30), future));

    proxy.tell(ClientProxy.Stop.INSTANCE);

    assertThat(caller.receiveMessage(PATIENCE)).isInstanceOf(Answer.Unknown.class);
    assertThat(future.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Answer.Unknown.class,
            unknown -> assertThat(unknown.known()).contains("the client has stopped"));
  }

  @Test
  @Rule("R-AUTH")
  void aReplyThatIsNotFromItsReplicaIsRefused() {
    Ask ask = call(false);
    SpecResponse response = response(ask, 0);

    world.arrive(peers.seal(1, response, hello)); // the vote in it is another's
    Wire genuine = peers.seal(0, response, hello);
    world.arrive(
        new Wire(
            genuine.kind(),
            genuine.group(),
            new ReplicaId(2),
            genuine.body(),
            genuine.authenticator()));
    reply(ask, 1, 2);
    inspect();

    caller.expectNoMessage(Duration.ofMillis(1));
  }

  private Ask call(boolean readOnly) {
    proxy.tell(
        new ClientProxy.Call(Bytes.utf8("+5"), readOnly, Duration.ofSeconds(30), caller.getRef()));
    Ask ask = expect(0, Ask.class, a -> true);
    inspect(); // its timers run
    return ask;
  }

  /** Equal speculative replies to the request as slot 1. */
  private SpecResponse reply(Ask ask, int... replicas) {
    for (int replica : replicas) {
      arriveFrom(replica, response(ask, replica));
    }
    return response(ask, replicas[0]);
  }

  private SpecResponse response(Ask ask, int replica) {
    OrderReq order = peers.orderReq(ONE, peers.emptyHistory(), new Timestamp(1), ask.request());
    Digest history = order.header().header().history();
    Outcomes outcomes = new Outcomes(List.of(new Outcomes.Outcome.Done(Bytes.utf8("5"))));
    Bytes full = new OutcomesCodec(peers.group().limits()).encode(outcomes);
    return new SpecResponse(
        View.ZERO,
        ONE,
        history,
        ask.request().number(),
        new Result(Digests.of(full), full),
        Grade.SPECULATIVE,
        peers.vote(replica, ONE, history),
        order.header());
  }

  private StatusReport report(long nonce) {
    return new StatusReport(
        nonce,
        View.ZERO,
        Track.SPECULATIVE,
        Slot.ZERO,
        Slot.ZERO,
        Slot.ZERO,
        Slot.ZERO,
        Slot.ZERO,
        new Digest(Bytes.wrap(new byte[32])),
        Health.WELL);
  }

  private void arriveFrom(int replica, WireMessage message) {
    world.arrive(peers.seal(replica, message, hello));
  }

  /** The proxy has carried out all that it was told before. */
  private ClientProxy.Inspection inspect() {
    TestProbe<ClientProxy.Inspection> inspector = world.kit().createTestProbe();
    proxy.tell(new ClientProxy.Inspect(inspector.getRef()));
    return inspector.receiveMessage(PATIENCE);
  }

  private <M extends WireMessage> M expect(int to, Class<M> type, Predicate<M> which) {
    PeerAddress address = settings.group().address(new ReplicaId(to));
    AtomicReference<M> found = new AtomicReference<>();
    world
        .network()
        .fishForMessage(
            PATIENCE,
            sent -> {
              Optional<M> message = read(sent, to, address, type).filter(which);
              message.ifPresent(found::set);
              return message.isPresent()
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore();
            });
    return found.get();
  }

  private <M extends WireMessage> Optional<M> read(
      Sent sent, int to, PeerAddress address, Class<M> type) {
    return sent.to().equals(address)
        ? peers.open(to, sent.wire(), world.now()).filter(type::isInstance).map(type::cast)
        : Optional.empty();
  }
}
