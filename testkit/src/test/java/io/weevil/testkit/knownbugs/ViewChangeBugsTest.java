package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.CHECKPOINT;
import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.NEW_VIEW;
import static io.weevil.engine.message.MessageKind.NO_CONFIDENCE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.STABLE_PROOF;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P7, P10, P11, P14 to P16 and M6: views that end, or do not, at a bad time. */
@Timeout(120)
class ViewChangeBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** P7 (concord 13323fcd1, BFT-SMaRt 561d2233): half of a view change's messages are lost. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Rule({"R-STATUS", "R-VIEW-CHANGE"})
  void p7_aViewChangeOfWhichHalfIsLostCompletes(long seed) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), seed)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(500));
      SplittableRandom random = new SplittableRandom(seed);
      new Network(scene.group())
          .lose(p -> p.is(NO_CONFIDENCE, VIEW_CHANGE, NEW_VIEW) && random.nextBoolean());
      scene.group().crash(0);
      scene.load(Duration.ofSeconds(1));
      assertThat(scene.group().runUntilDone(LIMIT)).as(scene.state()).isTrue();
      scene.assertEndsWell(LIMIT);
    }
  }

  /**
   * P10 (IBFT, Quorum 305; Polygon 19; Celo 200), nobody faulty: in each view another replica alone
   * has a certificate, "locks" on it and refuses all others. Ours has no locks: certificates go
   * into the next view.
   */
  @Test
  @Rule({"R-AGREE", "R-SELECT-2"})
  void p10_certificatesAtOneReplicaEachLockNobody() {
    try (Script script = new Script(Scenes.small(1, 0).with(Mode.AGREED), 210)) {
      Caller caller = script.group().newClient().newCaller();
      script.group().pass(Duration.ofMillis(50));
      script.lose(
          said ->
              said.message() instanceof Prepare(var vote)
                  && !said.isTo((int) ((vote.vote().view().number() + 1) % 4)),
          Script.kinds(COMMIT));
      caller.call(Scene.put("x", "a"));
      script.awaitView(3);
      assertThat(caller.isWaiting()).isTrue();
      long views = script.group().witness(1).view().number();
      script.heal();
      script.await(() -> !caller.isWaiting(), TEN_SECONDS);
      script.assertEndsWell();
      assertThat(script.group().witness(1).view().number()).isLessThanOrEqualTo(views + 2);
    }
  }

  /** P11 (ByzzFuzz on Tendermint, Bug001 to 003): two short partitions at two steps of one slot. */
  @ParameterizedTest
  @EnumSource
  @Rule({"R-STATUS", "R-SUSPECT"})
  void p11_twoShortPartitionsCostNoMoreThanTheyLast(Mode mode) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0).with(mode), 211)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(300));
      Network network = new Network(scene.group());
      network.partition(new int[] {1}, new int[] {3}, new int[] {0, 2});
      scene.load(Duration.ofMillis(40));
      network.partition(new int[] {0, 2}, new int[] {1, 3});
      scene.load(Duration.ofMillis(400));
      network.heal();
      assertThat(scene.group().runUntilDone(TEN_SECONDS)).as(scene.state()).isTrue();
      scene.assertEndsWell(LIMIT);
    }
  }

  /** P14 (concord, chaotic start-up): replicas start one after the other while clients ask. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0"})
  @Rule("R-STATUS")
  void p14_aGroupThatStartsOneByOneServes(int f, int c) {
    try (Scene scene = Scene.seeded(Scenes.small(f, c), 214)) {
      int n = scene.n();
      IntStream.range(0, n).forEach(scene.group()::pause);
      scene.clients(2, 2);
      for (int i = n - 1; i >= 0; i--) { // the primary last
        scene.load(Duration.ofMillis(700));
        scene.group().resume(i);
      }
      scene.load(Duration.ofSeconds(1));
      scene.assertEndsWell(LIMIT);
    }
  }

  /**
   * P14 (concord 5b62ceb54, 53639164c): the next primary is dead too, and the view after that ends
   * while its view change is under way.
   */
  @Test
  @Rule({"R-SUSPECT", "R-VIEW-CHANGE"})
  void p14_deadPrimariesInARowArePassedOver() {
    try (Scene scene = Scene.seeded(Scenes.small(2, 0), 215)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(500));
      new Network(scene.group())
          .lose(p -> p.is(NEW_VIEW) && p.isFrom(2) && scene.group().witness(3).view().number() < 3);
      scene.group().crash(0);
      scene.group().crash(1);
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      assertThat(scene.group().witness(3).view().number()).isGreaterThanOrEqualTo(3);
    }
  }

  /** P15 (TigerBeetle): a replica was cut off, alone or with another, and has lost confidence. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Rule({"R-SUSPECT", "R-VIEW-CHANGE"})
  void p15_whoReturnsFromAPartitionLocksNobodyOut(boolean withAnother) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 216)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(300));
      Network network = new Network(scene.group());
      if (withAnother) {
        network.partition(new int[] {0, 1}, new int[] {2, 3});
      } else {
        network.lose(p -> p.concerns(3));
      }
      scene.load(Duration.ofSeconds(20));
      network.heal();
      long before = Scenes.answers(scene);
      scene.load(Duration.ofSeconds(2));
      assertThat(Scenes.answers(scene)).isGreaterThan(before + 20);
      scene.assertEndsWell(LIMIT);
      if (!withAnother) {
        assertThat(scene.group().correct()).allMatch(w -> w.view().equals(View.ZERO));
      }
    }
  }

  /**
   * P16 (concord's Apollo tests): f replicas, the primary among them, sign checkpoints that lie.
   */
  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "1, true", "2, true"})
  @Rule("R-CHECKPOINT")
  void p16_liesAboutCheckpointsMakeNothingStable(int f, boolean toEachAnother) {
    try (Scene scene = Scene.seeded(Scenes.small(f, 0), 217)) {
      for (int i = 0; i < f; i++) {
        Puppet liar = new Puppet();
        liar.take(scene.group().corrupt(i, liar));
        liar.says(
            (to, m) ->
                m instanceof Checkpoint c
                    ? liar.self()
                        .signer()
                        .checkpoint(c.slot(), c.history(), lie(toEachAnother ? to.index() : 99))
                    : m);
      }
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(2));
      scene.assertEndsWell(LIMIT);
      assertThat(scene.group().correct())
          .allMatch(w -> w.events(Event.CheckpointStable.class).size() > 2);
      assertThat(scene.group().correct())
          .noneMatch(
              w ->
                  w.events(Event.CheckpointStable.class).stream()
                      .anyMatch(e -> e.state().equals(lie(99))));
    }
  }

  private static Digest lie(int which) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) which;
    return new Digest(Bytes.wrap(bytes));
  }

  /**
   * M6 (hyperledger-labs/minbft 246): without a checkpoint the VIEW-CHANGE grows until no frame
   * holds it. Ours ends at the window: with that full, the view can still be changed.
   */
  @Test
  @Rule({"R-ORDER", "R-VIEW-CHANGE"})
  void m6_aViewChangeWithTheWindowFullStillFits() {
    try (Script script = new Script(Scenes.small(1, 0), 218)) {
      script.scene().clients(2, 2);
      script.lose(Script.kinds(CHECKPOINT, STABLE_PROOF));
      script.scene().load(Duration.ofSeconds(3));
      int window = Scene.SMALL.window();
      assertThat(script.group().witness(2).log()).hasSize(window);

      script.lose(Script.kinds(CHECKPOINT, STABLE_PROOF, ORDER_REQ));
      script.changeTo(1);
      assertThat(script.said())
          .anyMatch(s -> s.message() instanceof ViewChange v && v.report().log().size() == window);
      script.assertEndsWell();
      assertThat(script.group().witness(2).log().lastKey().number()).isGreaterThan(window);
    }
  }

  /** P15: a valid VIEW-CHANGE needs a proof; what is claimed of far views moves nobody. */
  @Test
  @Rule({"R-STATUS", "R-SUSPECT"})
  void p15_claimsOfFarViewsMoveNobody() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 219)) {
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      scene.clients(2, 2);
      for (long view = 1; view < 3_000_000_000L; view *= 3) {
        for (int to = 0; to < 3; to++) {
          r3.self().say(new ReplicaId(to), r3.self().signer().noConfidence(new View(view)));
        }
        scene.load(Duration.ofMillis(30));
      }
      scene.assertEndsWell(LIMIT);
      Scenes.assertNobodyIsSuspected(scene);
    }
  }
}
