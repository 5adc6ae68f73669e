package io.weevil.actors.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.actors.configuration.TransportSettings;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ClientId;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Party;
import io.weevil.engine.model.ReplicaId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.Kill;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ArteryTransportTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FRAME = 256 * 1_024;
  private static final PeerAddress ANY = new PeerAddress("127.0.0.1", 0);

  private final List<Transport> started = new ArrayList<>();
  private final Queue<Wire> received = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stopAll() throws Exception {
    for (Transport transport : started) {
      transport.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aWireArrivesAsItWasSent() {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);
    List<Wire> wires =
        List.of(
            wire(new ReplicaId(2), 0),
            wire(new ReplicaId(65_535), 100),
            wire(new ClientId(new Digest(Bytes.wrap(new byte[32])), 7), 200_000),
            new Wire(MessageKind.REQUEST, -1, new ReplicaId(0), Bytes.utf8("body"), Bytes.EMPTY));

    wires.forEach(wire -> sender.send(receiver.address(), wire));

    await().atMost(PATIENCE).until(() -> received.size() == wires.size());
    assertThat(received).containsExactlyElementsOf(wires);
    assertThat(receiver.statistics().received()).isEqualTo(wires.size());
    assertThat(sender.statistics().sent()).isEqualTo(wires.size());
  }

  @Test
  void theBoundPortIsTold() {
    assertThat(start(ANY, wire -> {}).address().port()).isPositive();
  }

  @Test
  void messagesOfOneSenderArriveInOrder() {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);
    List<Wire> wires = IntStream.range(0, 1_000).mapToObj(i -> wire(new ReplicaId(i), 50)).toList();

    wires.forEach(wire -> sender.send(receiver.address(), wire));

    await().atMost(PATIENCE).until(() -> received.size() == wires.size());
    assertThat(received).containsExactlyElementsOf(wires);
  }

  @Test
  void aMessageLongerThanAFrameIsRefusedAndTheNextOneArrives() {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);

    sender.send(receiver.address(), wire(new ReplicaId(1), FRAME + 1));
    sender.send(receiver.address(), wire(new ReplicaId(2), 1));

    await().atMost(PATIENCE).until(() -> !received.isEmpty());
    assertThat(received).containsExactly(wire(new ReplicaId(2), 1));
    assertThat(sender.statistics().oversized()).isEqualTo(1);
  }

  @Test
  void theLongestMessageFits() {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);
    Wire longest = wire(new ReplicaId(1), FRAME - 50);

    sender.send(receiver.address(), longest);

    await().atMost(PATIENCE).until(() -> received.contains(longest));
  }

  @Test
  void thoseThatShareAPortGetWhatIsTheirs() throws Exception {
    Queue<Wire> ofSecond = new ConcurrentLinkedQueue<>();
    ArteryNode shared = ArteryNode.listen(settings(3_072), ANY, ANY, Runnable::run);
    Transport first = start(shared, received::add);
    Transport second = start(shared, ofSecond::add);
    Transport sender = start(ANY, wire -> {});
    assertThat(second.address().port()).isEqualTo(first.address().port());
    assertThat(PeerAddress.parseReturnAddress(second.address().toString()))
        .isEqualTo(second.address())
        .isNotEqualTo(first.address());

    resendUntilReceived(sender, first.address(), wire(new ReplicaId(1), 1));
    sender.send(second.address(), wire(new ReplicaId(2), 2));

    await().atMost(PATIENCE).until(() -> !ofSecond.isEmpty());
    assertThat(ofSecond).containsExactly(wire(new ReplicaId(2), 2));
    assertThat(received).containsOnly(wire(new ReplicaId(1), 1));
    assertThat(second.statistics().received()).isEqualTo(1);

    second.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    sender.send(second.address(), wire(new ReplicaId(2), 3));
    resendUntilReceived(sender, first.address(), wire(new ReplicaId(1), 4));
    assertThat(ofSecond).hasSize(1);
  }

  @Test
  void aSharedPortIsFreeWhenItsNodeHasStopped() throws Exception {
    PeerAddress address = freeAddress();
    ArteryNode shared = ArteryNode.listen(settings(3_072), address, address, Runnable::run);
    Transport first = start(shared, wire -> {});
    Transport second = start(shared, wire -> {});

    first.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(second.stopped().toCompletableFuture()).isNotDone();
    shared.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);

    second.stopped().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(start(address, wire -> {}).address()).isEqualTo(address);
  }

  @Test
  void aPeerThatStartsLaterIsReached() throws IOException {
    PeerAddress later = freeAddress();
    Transport sender = start(ANY, wire -> {});
    sender.send(later, wire(new ReplicaId(1), 1));

    start(later, received::add);

    resendUntilReceived(sender, later, wire(new ReplicaId(2), 1));
  }

  @Test
  void aPeerThatStartsAgainIsReachedAgain() throws Exception {
    PeerAddress peer = freeAddress();
    Transport sender = start(ANY, wire -> {});
    Transport first = start(peer, received::add);
    resendUntilReceived(sender, peer, wire(new ReplicaId(1), 1));

    first.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
    sender.send(peer, wire(new ReplicaId(2), 1));
    start(peer, received::add);

    resendUntilReceived(sender, peer, wire(new ReplicaId(3), 1));
  }

  @Test
  void messagesToAPeerThatIsAwayAreCountedAsDropped() throws IOException {
    PeerAddress nobody = freeAddress();
    Transport sender = start(settings(16), ANY, wire -> {});

    // How many the queue of 16 loses of one burst depends on how fast its stream starts, so bursts
    // follow each other until enough are known to be lost.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int i = 0; i < 100; i++) {
                sender.send(nobody, wire(new ReplicaId(1), 1));
              }
              assertThat(sender.statistics().dropped()).isBetween(50L, sender.statistics().sent());
            });
  }

  @Test
  void aPortInUseIsAClearError() {
    PeerAddress taken = start(ANY, wire -> {}).address();

    assertThatThrownBy(() -> start(taken, wire -> {}))
        .isInstanceOf(TransportException.class)
        .hasMessage(
            "cannot listen on "
                + taken
                + ": the port is in use. Stop whoever uses it, or configure another port.");
  }

  @Test
  void aReceiverThatThrowsStillGetsTheNextMessage() {
    Transport sender = start(ANY, wire -> {});
    Transport receiver =
        start(
            ANY,
            wire -> {
              if (wire.sender().equals(new ReplicaId(1))) {
                throw new IllegalStateException("expected in this test");
              }
              received.add(wire);
            });

    sender.send(receiver.address(), wire(new ReplicaId(1), 1));
    sender.send(receiver.address(), wire(new ReplicaId(2), 1));

    await().atMost(PATIENCE).until(() -> received.contains(wire(new ReplicaId(2), 1)));
  }

  @Test
  void garbageOnThePortDisturbsNobody() throws IOException {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);
    resendUntilReceived(sender, receiver.address(), wire(new ReplicaId(1), 1));
    Random random = new Random(7);

    for (int i = 0; i < 30; i++) {
      writeRaw(receiver.address(), randomBytes(random, 1 + random.nextInt(2_000)));
      writeRaw(
          receiver.address(),
          concat(new byte[] {'A', 'K', 'K', 'A', 2}, frame(randomBytes(random, 200))));
      writeRaw(
          receiver.address(),
          concat(new byte[] {'A', 'K', 'K', 'A', 1}, frame(randomBytes(random, 200))));
      writeRaw(receiver.address(), concat(new byte[] {'A', 'K', 'K', 'A', 2}, frame(new byte[0])));
      writeRaw(receiver.address(), new byte[] {'A', 'K', 'K', 'A', 9, 1, 2, 3});
    }

    resendUntilReceived(sender, receiver.address(), wire(new ReplicaId(2), 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a string", "a list", "an optional", "a configuration", "a poison pill", "a kill"})
  void whatIsNoWireIsRefused(String what) {
    Transport sender = start(ANY, wire -> {});
    Transport receiver = start(ANY, received::add);
    ActorSystem stranger = stranger();
    try {
      ActorRef endpoint = endpoint(stranger, receiver.address());

      for (int i = 0; i < 10; i++) {
        endpoint.tell(strange(what), ActorRef.noSender());
      }

      resendUntilReceived(sender, receiver.address(), wire(new ReplicaId(2), 1));
      assertThat(receiver.statistics().strangers()).isZero();
    } finally {
      TestKit.shutdownActorSystem(stranger);
    }
  }

  @Test
  void nobodyIsFoundBySelection() {
    Transport receiver = start(ANY, received::add);
    ActorSystem stranger = stranger();
    try {
      TestKit probe = new TestKit(stranger);
      ActorSelection selection =
          stranger.actorSelection(
              "pekko://weevil@" + receiver.address() + "/user/" + Endpoints.NAME);

      selection.tell(new Identify("you"), probe.getRef());
      selection.tell(PoisonPill.getInstance(), probe.getRef());
      endpoint(stranger, receiver.address()).tell(new Identify("you"), probe.getRef());

      resendUntilReceived(start(ANY, wire -> {}), receiver.address(), wire(new ReplicaId(2), 1));
      assertThat(probe.msgAvailable()).isFalse();
    } finally {
      TestKit.shutdownActorSystem(stranger);
    }
  }

  @Test
  void theApplicationCannotSoftenWhatKeepsStrangersOut() {
    Config soft =
        ConfigFactory.parseString(
            "pekko { actor.allow-java-serialization = on, remote { deployment.enable-allow-list ="
                + " off, artery { untrusted-mode = off, advanced { test-mode = on, inbound-lanes ="
                + " 3 } } } }");
    TransportSettings settings = new TransportSettings(FRAME, 100, PATIENCE, 1, soft);

    Config config = ArteryConfiguration.of(settings, ANY, ANY);

    assertThat(config.getBoolean("pekko.actor.allow-java-serialization")).isFalse();
    assertThat(config.getBoolean("pekko.remote.deployment.enable-allow-list")).isTrue();
    assertThat(config.getBoolean("pekko.remote.artery.untrusted-mode")).isTrue();
    assertThat(config.getBoolean("pekko.remote.artery.advanced.test-mode")).isFalse();
    assertThat(config.getInt("pekko.remote.artery.advanced.inbound-lanes")).isEqualTo(3);
    assertThat(config.getObject("pekko.actor.serializers").unwrapped().values())
        .containsOnlyOnce(BundleSerializer.class.getName())
        .filteredOn(name -> !name.equals(RefusingSerializer.class.getName()))
        .hasSize(2);
  }

  private Transport start(ArteryNode shared, Transport.Receiver receiver) {
    Transport transport = shared.start(ANY, ANY, receiver, Runnable::run);
    started.add(transport);
    return transport;
  }

  private Transport start(PeerAddress address, Transport.Receiver receiver) {
    return start(settings(3_072), address, receiver);
  }

  private Transport start(
      TransportSettings settings, PeerAddress address, Transport.Receiver receiver) {
    Transport transport =
        ArteryTransport.start(settings, address, address, receiver, Runnable::run);
    started.add(transport);
    return transport;
  }

  private static TransportSettings settings(int queue) {
    return new TransportSettings(
        FRAME, queue, PATIENCE, 2, ConfigFactory.parseString("pekko.logger-startup-timeout = 30s"));
  }

  private void resendUntilReceived(Transport sender, PeerAddress to, Wire wire) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              sender.send(to, wire);
              return received.contains(wire);
            });
  }

  /** A remoting system without any of our hardening. */
  private static ActorSystem stranger() {
    return ActorSystem.create(
        "stranger",
        ConfigFactory.parseString(
                """
                pekko.actor { provider = remote, allow-java-serialization = on, warn-about-java-serializer-usage = off }
                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                pekko.remote.warn-about-direct-use = off
                pekko.logger-startup-timeout = 30s
                pekko.loglevel = ERROR
                """)
            .withFallback(ConfigFactory.defaultReference()));
  }

  private static ActorRef endpoint(ActorSystem stranger, PeerAddress address) {
    return ((ExtendedActorSystem) stranger)
        .provider()
        .resolveActorRef("pekko://weevil@" + address + "/user/" + Endpoints.NAME);
  }

  private static Object strange(String what) {
    return switch (what) {
      case "a string" -> "hello";
      case "a list" -> new ArrayList<>(List.of("hello"));
      case "an optional" -> Optional.of("hello");
      case "a configuration" -> ConfigFactory.parseString("a = 1");
      case "a poison pill" -> PoisonPill.getInstance();
      case "a kill" -> Kill.getInstance();
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static Wire wire(Party sender, int size) {
    byte[] body = new byte[size];
    java.util.Arrays.fill(body, (byte) 7);
    return new Wire(
        MessageKind.STATUS,
        0x1122334455667788L,
        sender,
        Bytes.wrap(body),
        Bytes.wrap(new byte[32]));
  }

  private static PeerAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new PeerAddress("127.0.0.1", socket.getLocalPort());
    }
  }

  private static void writeRaw(PeerAddress to, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(to.host(), to.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }
  }

  private static byte[] frame(byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static byte[] randomBytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
