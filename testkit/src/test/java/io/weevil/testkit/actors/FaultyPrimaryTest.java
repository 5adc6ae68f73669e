package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.Event;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Primaries that lie, starve, repeat, forge or wait, among real replicas with real clients. */
@Timeout(240)
class FaultyPrimaryTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** To each caller at least, in four seconds of load. */
  private static final int ANSWERS = 3;

  private static Set<ReplicaId> replicas(int from, int to) {
    return IntStream.range(from, to).mapToObj(ReplicaId::new).collect(Collectors.toSet());
  }

  private static long events(Scene scene, Class<? extends Event> kind) {
    return scene.group().correct().stream().mapToLong(w -> w.events(kind).size()).sum();
  }

  private static void under(Scene scene, Conduct conduct) {
    scene.group().corrupt(0, conduct);
    scene.clients(2, 2);
    scene.load(Duration.ofSeconds(4));
    scene.assertEndsWell(LIMIT);
    scene.assertAnswered(ANSWERS);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-SUSPECT", "R-SELECT", "R-INSTALL", "R-CLIENT-5"})
  void anEquivocatingPrimaryIsDeposed(int f, int c) {
    try (Scene scene = new Scene(f, c, 21)) {
      int n = scene.n();
      under(scene, LyingPrimary.equivocating(replicas(n / 2, n)));
      assertThat(scene.allIn(1)).as(scene.state()).isTrue();
      assertThat(events(scene, Event.PrimaryProvenFaulty.class)).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Rule({"R-SUSPECT", "R-INSTALL", "R-CHECKPOINT"})
  void onePrimaryThatMisleadsOneReplicaDoesNoHarm(long seed) {
    try (Scene scene = new Scene(1, 0, seed)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(400));
      under(scene, LyingPrimary.equivocating(replicas(3, 4)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule({"R-INSTALL", "R-SELECT"})
  void otherOrdersForOthersAreRolledBack(int f, int c) {
    try (Scene scene = new Scene(f, c, 22)) {
      int n = scene.n();
      // For one half the clients' requests change places, so that results differ.
      LyingPrimary.Lie reversed = (requests, before) -> byClientReversed(requests);
      under(scene, new LyingPrimary(replicas(n / 2, n), false, reversed));
      assertThat(scene.allIn(1)).isTrue();
      assertThat(events(scene, Event.RolledBack.class)).as(scene.state()).isPositive();
    }
  }

  private static List<Request> byClientReversed(List<Request> requests) {
    List<Request> reversed = new ArrayList<>();
    requests.stream()
        .map(Request::client)
        .distinct()
        .sorted()
        .forEach(
            c -> reversed.addAll(requests.stream().filter(r -> r.client().equals(c)).toList()));
    return reversed;
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1"})
  @Rule("R-SUSPECT")
  void aSilentPrimaryIsDeposed(int f, int c) {
    try (Scene scene = new Scene(f, c, 23)) {
      under(scene, Silence.complete());
      assertThat(scene.allIn(1)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "1, 0, 2", "1, 1, 2", "2, 0, 2", "2, 1, 4"})
  @Rule({"R-HOLE", "R-SUSPECT"})
  void starvedReplicasAreFedOrThePrimaryIsDeposed(int f, int c, int starved) {
    try (Scene scene = new Scene(f, c, 24)) {
      Set<ReplicaId> victims = replicas(scene.n() - starved, scene.n());
      under(scene, Silence.about((to, message) -> victims.contains(to)));
    }
  }

  @Test
  @Rule({"R-HOLE", "R-SUSPECT"})
  void aPrimaryThatTellsNobodyWhatItOrdersIsDeposed() {
    try (Scene scene = new Scene(1, 0, 25)) {
      under(scene, Silence.about((to, message) -> message instanceof OrderReq));
      assertThat(scene.allIn(1)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "1, 0, 3", "2, 1, 8"})
  @Rule({"R-ACCEPT-3", "R-SUSPECT"})
  void bytesThatDoNotHashToTheDigestAreNotAccepted(int f, int c, int lied) {
    try (Scene scene = new Scene(f, c, 26)) {
      Set<ReplicaId> victims = replicas(scene.n() - lied, scene.n());
      under(
          scene,
          new Conduct() {
            @Override
            public List<? extends PeerMessage> toReplica(
                FaultyReplica self, ReplicaId to, PeerMessage message) {
              return List.of(
                  message instanceof OrderReq m && victims.contains(to)
                      ? otherBytes(self, m)
                      : message);
            }
          });
      assertThat(scene.allIn(1)).isEqualTo(lied == scene.n() - 1);
    }
  }

  /** The genuine header, and a batch without the requests. */
  private static OrderReq otherBytes(FaultyReplica self, OrderReq m) {
    Batch empty =
        new io.weevil.engine.message.BatchCodec(self.group().limits(), self.group().n())
            .encode(m.batch().timestamp(), List.of());
    return new OrderReq(m.header(), empty);
  }

  @Test
  @Rule({"R-ACCEPT-3", "R-SUSPECT"})
  void aHistoryThatDoesNotExtendTheLogDeposesItsPrimary() {
    try (Scene scene = new Scene(1, 0, 27)) {
      Digest nonsense = io.weevil.engine.crypto.Digests.of(Bytes.utf8("nonsense"));
      under(
          scene,
          new Conduct() {
            @Override
            public List<? extends PeerMessage> toReplica(
                FaultyReplica self, ReplicaId to, PeerMessage message) {
              if (!(message instanceof OrderReq m)
                  || m.header().header().slot().isBefore(new Slot(3))) {
                return List.of(message);
              }
              var h = m.header().header();
              return List.of(
                  new OrderReq(
                      self.signer()
                          .header(
                              new io.weevil.engine.message.OrderHeader(
                                  h.view(), h.slot(), h.batch(), nonsense, h.track())),
                      m.batch()));
            }
          });
      assertThat(scene.allIn(1)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0"})
  @Rule({"R-ACCEPT-4", "R-SUSPECT"})
  void whoOrdersARequestTwiceIsDeposedAndItIsExecutedOnce(int f, int c) {
    try (Scene scene = new Scene(f, c, 28)) {
      LyingPrimary.Lie repeating =
          (requests, before) -> {
            List<Request> more = new ArrayList<>(requests);
            more.addAll(before.subList(0, Math.min(1, before.size())));
            return more;
          };
      under(scene, new LyingPrimary(replicas(1, scene.n()), true, repeating));
      assertThat(scene.allIn(1)).isTrue();
      assertThat(events(scene, Event.BatchProvenFaulty.class)).isPositive();
    }
  }

  @Test
  @Rule({"R-ACCEPT-4", "R-SUSPECT"})
  void whoSkipsARequestOfAClientIsDeposed() {
    try (Scene scene = new Scene(1, 0, 29)) {
      boolean[] skipped = {false};
      LyingPrimary.Lie skipping =
          (requests, before) -> {
            boolean now = !skipped[0] && before.size() > 3;
            skipped[0] |= now;
            return now ? requests.subList(1, requests.size()) : requests;
          };
      under(scene, new LyingPrimary(replicas(1, 4), true, skipping));
      assertThat(scene.allIn(1)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1"})
  @Rule({"R-ACCEPT-4", "R-SUSPECT"})
  void whoOrdersAForgedRequestIsDeposedAndItIsNotExecuted(int f, int c) {
    try (Scene scene = new Scene(f, c, 30)) {
      RequestCodec codec = new RequestCodec(scene.group().configuration().limits(), scene.n());
      LyingPrimary.Lie forging =
          (requests, before) -> requests.stream().map(r -> forged(codec, r)).toList();
      under(scene, new LyingPrimary(replicas(1, scene.n()), true, forging));
      assertThat(scene.allIn(1)).isTrue();
      assertThat(events(scene, Event.BatchProvenFaulty.class)).isPositive();
    }
  }

  /** The last bytes are of the client's signature. */
  private static Request forged(RequestCodec codec, Request request) {
    byte[] bytes = request.encoded().toArray();
    bytes[bytes.length - 5] ^= 1;
    return codec.decode(Bytes.wrap(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 600, 0",
    "1, 0, 2500, 0",
    "1, 0, 20000, 1",
    "2, 0, 600, 0",
    "2, 0, 20000, 1",
    "2, 1, 600, 0",
    "2, 1, 20000, 1"
  })
  @Rule({"R-SUSPECT", "R-CLIENT-4"})
  void aSlowPrimaryIsBorneOrDeposed(int f, int c, long millis, long view) {
    try (Scene scene = new Scene(f, c, 31)) {
      Link usual = scene.group().link();
      Duration delay = Duration.ofMillis(millis);
      scene
          .group()
          .use(
              (from, to, wire) ->
                  wire.kind() == MessageKind.ORDER_REQ && from.equals(scene.group().address(0))
                      ? List.of(new Link.Delivery(to, wire, delay))
                      : usual.carry(from, to, wire));
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      scene.assertAnswered(1);
      assertThat(scene.allIn(1)).isEqualTo(view == 1);
    }
  }
}
