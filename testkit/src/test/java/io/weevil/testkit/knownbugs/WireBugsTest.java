package io.weevil.testkit.knownbugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.Wire;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W1 and W4, with whole replicas: what arrives must not end whoever reads it. */
@Timeout(120)
class WireBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * W4 (BFT-SMaRt ae06f929): an invalid message ended the thread that served its sender, who
   * remained unheard for good, also once it was right again.
   */
  @Test
  @Rule("R-AUTH")
  void w4_aSenderOfGarbageIsHeardAgainOnceItMakesSense() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 904)) {
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      scene.clients(1, 2);
      scene.load(Duration.ofMillis(300));
      ReplicaId victim = new ReplicaId(1);
      Wire genuine = r3.self().seal(r3.self().signer().noConfidence(View.ZERO), victim);
      Wire damaged =
          new Wire(
              genuine.kind(),
              genuine.group(),
              genuine.sender(),
              Bytes.wrap(new byte[] {(byte) 0xff, 1, 2}),
              genuine.authenticator());
      for (int i = 0; i < 100; i++) {
        for (int j = 0; j < 1_000; j++) {
          r3.self().say(victim, damaged);
        }
        scene.group().pass(Duration.ofMillis(5));
      }
      assertThat(scene.group().witness(1).refused(Cause.BAD_MAC)).isEqualTo(100_000);

      new Network(scene.group()).lose(p -> p.concerns(2)); // so that r3 is needed
      long before = Scenes.answers(scene);
      scene.load(Duration.ofSeconds(2));
      assertThat(Scenes.answers(scene)).isGreaterThan(before + 10);
      new Network(scene.group()).heal();
    }
  }

  /** W1: every number of every message at the end of its range, from a member and from a client. */
  @Test
  @Rule("R-AUTH")
  void w1_numbersAtTheEndOfTheirRangeEndNobody() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 901)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(500));
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      RawClient client = new RawClient(scene.group(), "far-out");
      client.hello();
      scene.group().pass(Duration.ofMillis(20));
      for (long far : List.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 7, 1L << 62)) {
        for (PeerMessage each : messages(r3.self(), far)) {
          for (int to = 0; to < 3; to++) {
            r3.self().say(new ReplicaId(to), each);
          }
        }
        client.ask(client.request(far, "far"), 0, 1, 2);
        client.tellAll(new ClientMessage.ResultRequest(far));
        client.tellAll(new ClientMessage.StatusQuery(far));
        scene.load(Duration.ofMillis(300));
        assertThat(scene.group().failures()).isEmpty();
      }
      scene.assertEndsWell(LIMIT);
      Scenes.assertNobodyIsSuspected(scene);
      assertThat(scene.group().correct()).allMatch(w -> w.refused(Cause.DEFECT) == 0);
    }
  }

  private static List<PeerMessage> messages(FaultyReplica r3, long far) {
    Slot slot = new Slot(far);
    View view = new View(far);
    View led = new View(far - far % 4 + 3 < 0 ? far - far % 4 - 1 : far - far % 4 + 3);
    Digest some = new Digest(Bytes.wrap(new byte[32]));
    List<PeerMessage> all = new ArrayList<>();
    for (View each : List.of(View.ZERO, new View(3), view, led)) {
      all.add(new PeerMessage.Prepare(r3.signer().vote(new Vote(each, slot, some))));
      all.add(new PeerMessage.Prepare(r3.signer().vote(new Vote(each, new Slot(1), some))));
      all.add(new PeerMessage.Commit(each, slot, some));
      all.add(new PeerMessage.Commit(each, new Slot(1), some));
      all.add(r3.signer().noConfidence(each));
      all.add(new PeerMessage.FillHole(each, new Slot(1), slot));
      all.add(new PeerMessage.FillHole(each, slot, slot));
    }
    for (View each : List.of(new View(3), led)) {
      all.add(orderReq(r3, each, slot));
    }
    all.add(r3.signer().checkpoint(slot, some, some));
    all.add(r3.signer().checkpoint(new Slot(far - far % 8), some, some));
    all.add(
        new PeerMessage.StableProof(
            List.of(r3.signer().checkpoint(new Slot(far - far % 8), some, some))));
    all.add(new PeerMessage.Status(View.ZERO, view, slot, slot, slot, slot));
    all.add(new PeerMessage.Status(view, view, slot, slot, slot, slot));
    all.add(new PeerMessage.StateRequest(slot, some, far));
    all.add(new PeerMessage.StateChunk(slot, far, null));
    all.add(viewChange(r3, view, slot));
    return all;
  }

  private static OrderReq orderReq(FaultyReplica r3, View view, Slot slot) {
    var batch =
        new io.weevil.engine.message.BatchCodec(r3.group().limits(), r3.group().n())
            .encode(new Timestamp(1), List.of());
    Digest some = new Digest(Bytes.wrap(new byte[32]));
    return new OrderReq(
        r3.signer().header(new OrderHeader(view, slot, batch.digest(), some, Track.AGREED)), batch);
  }

  private static PeerMessage viewChange(FaultyReplica r3, View view, Slot slot) {
    View before = new View(view.number() - 1);
    TreeMap<ReplicaId, Bytes> own = new TreeMap<>();
    own.put(r3.id(), r3.signer().noConfidence(before).signature());
    LogReport report =
        new LogReport(
            new PeerMessage.StableProof(
                List.of(
                    r3.signer()
                        .checkpoint(
                            slot,
                            new Digest(Bytes.wrap(new byte[32])),
                            new Digest(Bytes.wrap(new byte[32]))))),
            before,
            List.of(),
            null);
    return r3.signer().viewChange(view, new NoConfidenceProof(own), report);
  }
}
