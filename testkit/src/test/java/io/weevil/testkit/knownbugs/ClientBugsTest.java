package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.RequestAuthenticator.MacVector;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C1 to C6: one client that lies must cost the others nothing, and the primary not its view. */
@Timeout(120)
class ClientBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Where each request was ordered in view 0; a request that is ordered twice fails the test. */
  private static Map<OperationId, Slot> noteOrders(Scene scene) {
    Map<OperationId, Slot> ordered = new HashMap<>();
    var group = scene.group().configuration();
    WireCodec codec = new WireCodec(group.limits(), group.quorums().n());
    scene
        .group()
        .tap(
            (from, to, wire) -> {
              if (wire.kind() == ORDER_REQ
                  && codec.decode(wire.kind(), wire.body()) instanceof OrderReq m) {
                Slot slot = m.header().header().slot();
                for (Request request : m.batch().requests()) {
                  OperationId id = new OperationId(request.client(), request.number());
                  assertThat(ordered.merge(id, slot, (a, b) -> a)).as("%s", id).isEqualTo(slot);
                }
              }
            });
    return ordered;
  }

  private static long answersWithin(Scene scene, Duration duration, Runnable everyTick) {
    long before = Scenes.answers(scene);
    for (int i = 0; i < duration.toMillis() / 50; i++) {
      everyTick.run();
      scene.load(Duration.ofMillis(50));
    }
    return Scenes.answers(scene) - before;
  }

  private static long baseline(RequestAuthentication authentication) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0).with(authentication), 301)) {
      scene.clients(2, 2);
      return answersWithin(scene, Duration.ofSeconds(5), () -> {});
    }
  }

  /**
   * C1 (Aardvark, NSDI '09): what the primary can authenticate the backups cannot: 100 requests a
   * second of which it gets one body and they another.
   */
  @Test
  @Rule({"R-ACCEPT-4", "R-AUTH"})
  void c1_aBodyForThePrimaryAndAnotherForTheBackupsCostsNobodyElse() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 301)) {
      RawClient liar = new RawClient(scene.group(), "liar");
      liar.hello();
      scene.clients(2, 2);
      int[] next = {1};
      long answers =
          answersWithin(
              scene,
              Duration.ofSeconds(5),
              () -> {
                for (int i = 0; i < 5; i++, next[0]++) {
                  liar.ask(liar.request(next[0], "x"), 0);
                  liar.ask(liar.request(next[0], "y"), 1, 2, 3);
                }
              });
      assertThat(answers).isGreaterThan(baseline(RequestAuthentication.SIGNATURE) * 8 / 10);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  /** C1 as it was published: MAC vectors, one entry of which is wrong at f backups. */
  @Test
  @Rule({"R-ACCEPT-4", "R-AUTH"})
  void c1_aMacThatIsWrongAtFBackupsCostsNobodyElse() {
    RequestAuthentication mac = RequestAuthentication.MAC;
    try (Scene scene = Scene.seeded(Scenes.small(1, 0).with(mac), 301)) {
      RequestCodec codec = new RequestCodec(Scene.SMALL, scene.n());
      RawClient liar = new RawClient(scene.group(), "liar");
      liar.hello();
      scene.clients(2, 2);
      int[] next = {1};
      long answers =
          answersWithin(
              scene,
              Duration.ofSeconds(5),
              () -> {
                for (int i = 0; i < 5; i++, next[0]++) {
                  liar.ask(withWrongMac(codec, liar.request(next[0], "x"), 2), 0, 1, 2, 3);
                }
              });
      assertThat(answers).isGreaterThan(baseline(mac) * 8 / 10);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  private static Request withWrongMac(RequestCodec codec, Request request, int at) {
    var parts = codec.parts(request.encoded());
    List<Bytes> macs = new ArrayList<>(((MacVector) parts.authenticator()).macs());
    macs.set(at, Bytes.wrap(new byte[32]));
    return codec.decode(codec.encode(parts.certificateBytes(), parts.body(), new MacVector(macs)));
  }

  /**
   * C2 (BFT-SMaRt 582141cf, 8282b45f, b7533c7a): requests that are none, and replies that a client
   * sends to a replica, ended the loops that served the others.
   */
  @Test
  @Rule("R-AUTH")
  void c2_nonsenseOfOneClientConcernsNoOther() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 302)) {
      RawClient liar = new RawClient(scene.group(), "liar");
      liar.hello();
      scene.clients(2, 2);
      Random random = new Random(2);
      byte[] genuine = liar.request(1, "x").encoded().toArray();
      long answers =
          answersWithin(
              scene,
              Duration.ofSeconds(2),
              () -> {
                for (int to = 0; to < 4; to++) {
                  byte[] cut = Arrays.copyOf(genuine, random.nextInt(genuine.length));
                  byte[] flipped = genuine.clone();
                  flipped[random.nextInt(genuine.length)] ^= (byte) (1 << random.nextInt(8));
                  byte[] noise = new byte[random.nextInt(2_000)];
                  random.nextBytes(noise);
                  for (byte[] each : List.of(cut, flipped, noise)) {
                    liar.tell(to, liar.envelope(MessageKind.REQUEST, Bytes.copyOf(each), to));
                  }
                  for (MessageKind kind : MessageKind.values()) {
                    liar.tell(to, liar.envelope(kind, Bytes.copyOf(noise), to));
                  }
                }
              });
      assertThat(answers).isGreaterThan(20);
      Scenes.assertNobodyIsSuspected(scene);
      assertThat(scene.group().witness(1).refusals()).hasSizeGreaterThan(500);
      scene.assertEndsWell(LIMIT);
    }
  }

  /**
   * C4 (BFT-SMaRt 9d484851, 435333bb): requests to some replicas only, and late duplicates of them,
   * deposed a correct primary.
   */
  @Test
  @Rule({"R-CLIENT-4", "R-SUSPECT"})
  void c4_requestsToSomeReplicasOnlyDeposeNobody() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 304)) {
      RawClient picky = new RawClient(scene.group(), "picky");
      picky.hello();
      scene.clients(1, 2);
      scene.load(Duration.ofMillis(300));
      List<int[]> some =
          List.of(
              new int[] {0}, new int[] {1}, new int[] {3}, new int[] {1, 2}, new int[] {1, 2, 3});
      List<Request> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(picky.request(i + 1, "v" + i));
        picky.ask(all.get(i), some.get(i % some.size()));
        scene.load(Duration.ofMillis(100));
      }
      scene.load(Duration.ofSeconds(2));
      for (Request each : all) {
        picky.ask(each, 1);
        picky.ask(each, 3);
      }
      scene.load(Duration.ofSeconds(2));
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  /** How a client's numbers go wrong. */
  enum Confusion {
    REWOUND,
    ANOTHER_OPERATION_UNDER_A_NUMBER,
    TWO_INCARNATIONS_AT_ONCE,
    AGAIN_AFTER_ITS_REPLY_WAS_FORGOTTEN
  }

  /** C6: numbers that go back, are used again, or are of two sessions at once. */
  @ParameterizedTest
  @EnumSource
  @Rule({"R-ACCEPT-4", "R-CLIENT"})
  void c6_eachNumberOfAClientIsExecutedOnce(Confusion confusion) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 306)) {
      Map<OperationId, Slot> ordered = noteOrders(scene);
      RawClient client = new RawClient(scene.group(), "confused");
      client.hello();
      scene.clients(1, 1);
      scene.group().pass(Duration.ofMillis(50));
      for (int i = 1; i <= 100; i++) {
        client.ask(client.request(i, "v" + i), 0, 1, 2, 3);
        scene.group().pass(Duration.ofMillis(6));
      }
      confuse(confusion, client, scene);
      scene.load(Duration.ofSeconds(3));
      assertThat(ordered).containsKey(new OperationId(client.id(), 1)).hasSizeGreaterThan(100);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(LIMIT);
    }
  }

  private static void confuse(Confusion confusion, RawClient client, Scene scene) {
    switch (confusion) {
      case REWOUND -> askAgain(client, scene, 50, 100, "v");
      case ANOTHER_OPERATION_UNDER_A_NUMBER -> askAgain(client, scene, 90, 110, "other");
      case TWO_INCARNATIONS_AT_ONCE -> {
        for (int i = 1; i <= 10; i++) {
          client.become(2);
          client.hello();
          askAgain(client, scene, i, i, "second");
          client.become(1);
          askAgain(client, scene, 100 + i, 100 + i, "first");
        }
      }
      case AGAIN_AFTER_ITS_REPLY_WAS_FORGOTTEN -> askAgain(client, scene, 1, 20, "v");
    }
  }

  private static void askAgain(RawClient client, Scene scene, int from, int to, String value) {
    for (int i = from; i <= to; i++) {
      client.ask(client.request(i, value + i), 0, 1, 2, 3);
      scene.group().pass(Duration.ofMillis(6));
    }
  }
}
