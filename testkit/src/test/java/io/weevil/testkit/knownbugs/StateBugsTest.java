package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.STATE_CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.StateChunk;
import io.weevil.engine.message.PeerMessage.StatePart;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.engine.service.OperationContext;
import io.weevil.engine.service.Snapshot;
import io.weevil.engine.service.StateMachine;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.actors.Witness;
import io.weevil.testkit.simulation.SimulationSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P17 and S1 to S5: states that differ, and states that are fetched from liars or in a hurry. */
@Timeout(120)
class StateBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Nothing is kept below the stable checkpoint: who was away needs the state. */
  private static SimulationSettings forgetful() {
    ReplicaTimers t = ReplicaTimers.DEFAULT;
    return Scenes.small(1, 0)
        .with(
            new ReplicaTimers(
                t.requestTimer(),
                t.holeTimer(),
                t.holeAttempts(),
                t.voteExchangeTimer(),
                t.newViewTimer(),
                t.statusPeriod(),
                t.silentAfter(),
                0,
                0));
  }

  private static void awayForLong(Scene scene, Network network) {
    scene.clients(2, 2);
    scene.load(Duration.ofMillis(300));
    network.lose(p -> p.concerns(3));
    scene.load(Duration.ofSeconds(4));
  }

  private static void assertIsBack(Scene scene) {
    Witness r3 = scene.group().witness(3);
    assertThat(r3.events(Event.StateInstalled.class)).as(scene.state()).isNotEmpty();
    Map.Entry<Slot, Digest> last = scene.group().witness(1).log().lastEntry();
    Slot fetched = r3.events(Event.StateInstalled.class).getLast().slot();
    if (!fetched.equals(last.getKey())) { // else there was nothing more to accept
      assertThat(r3.log().lastEntry()).isEqualTo(last);
    }
  }

  /** What a liar makes of a chunk. */
  enum Poison {
    OTHER_BYTES,
    OTHER_PATH,
    CUT,
    OTHER_SLOT,
    NOT_SERVED;

    StateChunk of(StateChunk c) {
      StatePart part = c.part();
      if (part == null) {
        return c;
      }
      byte[] bytes = part.content().toArray();
      return switch (this) {
        case OTHER_BYTES -> {
          bytes[bytes.length - 1] ^= 1;
          yield with(c, new StatePart(part.size(), Bytes.wrap(bytes), part.path()));
        }
        case OTHER_PATH ->
            with(
                c,
                new StatePart(
                    part.size(),
                    part.content(),
                    java.util.List.of(new Digest(Bytes.wrap(new byte[32])))));
        case CUT -> with(c, new StatePart(part.size(), Bytes.EMPTY, part.path()));
        case OTHER_SLOT -> new StateChunk(c.slot().plus(8), c.chunk(), part);
        case NOT_SERVED -> with(c, null);
      };
    }

    private static StateChunk with(StateChunk c, StatePart part) {
      return new StateChunk(c.slot(), c.chunk(), part);
    }
  }

  /** S1: a donor sends what is not the state, in every way. */
  @ParameterizedTest
  @EnumSource
  @Rule("R-STATE")
  void s1_aPoisonedChunkIsNotInstalled(Poison poison) {
    try (Scene scene = Scene.seeded(forgetful(), 601)) {
      Puppet r1 = new Puppet();
      r1.take(scene.group().corrupt(1, r1));
      r1.says((to, m) -> m instanceof StateChunk c ? poison.of(c) : m);
      Network network = new Network(scene.group());
      awayForLong(scene, network);
      network.heal();
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      Witness r3 = scene.group().witness(3);
      assertThat(r3.events(Event.StateInstalled.class)).as(scene.state()).isNotEmpty();
      assertThat(r3.events(Event.StateSenderBanned.class))
          .allMatch(e -> e.sender().equals(new ReplicaId(1)));
    }
  }

  /**
   * S2 (BFT-SMaRt 62, CometBFT ASA-2025-001): a liar claims to be far ahead, in slots and views,
   * and then behind. Only what is proven counts.
   */
  @Test
  @Rule({"R-STATUS", "R-STATE"})
  void s2_claimsOfBeingFarAheadAreNotFollowed() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 602)) {
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      scene.clients(2, 2);
      for (int i = 0; i < 20; i++) {
        Slot far = new Slot(i % 2 == 0 ? 1_000_000 : 0);
        View view = new View(i % 3 == 0 ? 0 : 1_000);
        for (int to = 0; to < 3; to++) {
          r3.self().say(new ReplicaId(to), new Status(view, view, far, far, far, far));
          r3.self().say(new ReplicaId(to), new PeerMessage.Commit(View.ZERO, far, nonsense()));
        }
        scene.load(Duration.ofMillis(150));
      }
      scene.assertEndsWell(LIMIT);
      Scenes.assertNobodyIsSuspected(scene);
      for (Witness each : scene.group().correct()) {
        assertThat(each.events(Event.StateTransferProgress.class)).isEmpty();
        assertThat(each.events(Event.LeftBehind.class)).isEmpty();
      }
    }
  }

  private static Digest nonsense() {
    return new Digest(Bytes.wrap(new byte[32]));
  }

  /**
   * S4 (concord's "internal cycle", BFT-SMaRt 537c2b45): chunks are so slow that the group is two
   * checkpoints further when they come.
   */
  @Test
  @Rule("R-STATE")
  void s4_aTransferThatTheGroupOutrunsStillEnds() {
    try (Scene scene = Scene.seeded(forgetful(), 604)) {
      Network network = new Network(scene.group());
      awayForLong(scene, network);
      network.delay(Duration.ofMillis(900), p -> p.is(STATE_CHUNK));
      scene.load(Duration.ofSeconds(6));
      network.heal();
      scene.assertEndsWell(LIMIT);
      assertIsBack(scene);
      assertThat(scene.group().correct()).allMatch(w -> w.view().equals(View.ZERO));
    }
  }

  /**
   * S4, S5 and P14 (concord fa83143d0): the primary dies while r3 fetches the state. Without r3
   * there is no next view: it must join it, vote in it, and agree at the next checkpoints.
   */
  @Test
  @Rule({"R-STATE", "R-VIEW-CHANGE", "R-INSTALL"})
  void s5_whoFetchesTheStateJoinsTheViewChangeAndVotes() {
    try (Scene scene = Scene.seeded(forgetful(), 605)) {
      Network network = new Network(scene.group());
      awayForLong(scene, network);
      network.delay(Duration.ofMillis(700), p -> p.is(STATE_CHUNK));
      assertThat(
              scene
                  .group()
                  .runUntil(
                      () ->
                          !scene
                              .group()
                              .witness(3)
                              .events(Event.StateTransferProgress.class)
                              .isEmpty(),
                      Duration.ofSeconds(20)))
          .as(scene.state())
          .isTrue();
      scene.group().crash(0);
      scene.load(Duration.ofSeconds(4));
      network.heal();
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      assertIsBack(scene);
      Slot installed = scene.group().witness(3).events(Event.StateInstalled.class).get(0).slot();
      assertThat(scene.group().witness(3).events(Event.CheckpointStable.class))
          .filteredOn(e -> e.slot().isAfter(installed))
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  /** The registers, but one result is wrong at one moment: a bit has flipped. */
  private static final class Flipping implements StateMachine<Bytes, Bytes> {
    private final RegisterService service = new RegisterService();
    private final int wrongAt;
    private int applied;

    Flipping(int wrongAt) {
      this.wrongAt = wrongAt;
    }

    @Override
    public Bytes apply(OperationContext context, Bytes operation) {
      applied++;
      return service.apply(context, applied == wrongAt ? Scene.put("x", "flipped") : operation);
    }

    @Override
    public Bytes read(Bytes operation) {
      return service.read(operation);
    }

    @Override
    public Snapshot snapshot() {
      return service.snapshot();
    }

    @Override
    public Snapshot readSnapshot(InputStream in) throws IOException {
      return service.readSnapshot(in);
    }

    @Override
    public void restore(Snapshot snapshot) {
      service.restore(snapshot);
    }
  }

  /**
   * P17 (TigerBeetle, concord): the state of one replica is wrong. It finds out at the checkpoint,
   * says so, fetches the right one, and goes on; no client notices.
   */
  @Test
  @Rule({"R-CHECKPOINT", "R-STATE"})
  void p17_aReplicaWhoseStateIsWrongFindsOutAndRepairsItself() {
    int[] made = {0};
    try (Scene scene =
        Scene.seeded(
            Scenes.small(1, 0),
            617,
            () -> made[0]++ == 3 ? new Flipping(13) : new RegisterService())) {
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(4));
      assertThat(scene.group().runUntilDone(LIMIT)).isTrue();
      scene.group().pass(Duration.ofSeconds(3));
      Witness r3 = scene.group().witness(3);
      assertThat(r3.events(Event.StateDiverged.class)).hasSize(1);
      assertThat(r3.events(Event.StateInstalled.class)).hasSize(1);
      assertThat(scene.verdict())
          .isInstanceOf(io.weevil.testkit.linearizability.Verdict.Linearizable.class);
      assertThat(scene.group().failures()).isEmpty();
      Slot repaired = r3.events(Event.StateInstalled.class).get(0).slot();
      assertThat(r3.events(Event.CheckpointStable.class))
          .filteredOn(e -> e.slot().isAfter(repaired))
          .isNotEmpty()
          .allSatisfy(
              e ->
                  assertThat(scene.group().witness(1).events(Event.CheckpointStable.class))
                      .contains(e));
      for (int i = 0; i < 3; i++) {
        assertThat(scene.group().witness(i).events(Event.StateDiverged.class)).isEmpty();
        assertThat(scene.group().witness(i).view()).isEqualTo(View.ZERO);
      }
    }
  }
}
