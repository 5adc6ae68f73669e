package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.LyingPrimary;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P1 to P9: primaries that order against the rules, with votes exchanged as in PBFT. */
@Timeout(120)
class OrderingBugsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Set<ReplicaId> replicas(int from, int to) {
    return IntStream.range(from, to).mapToObj(ReplicaId::new).collect(Collectors.toSet());
  }

  /** P1 (PBFT's own case): one slot, two batches; the liar votes for both. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 4"})
  @Rule({"R-AGREE", "R-VOTE"})
  void p1_anEquivocatingPrimaryGetsOneValueCertifiedAtMost(int from, int to) {
    try (Script script = new Script(Scenes.small(1, 0).with(Mode.AGREED), 201)) {
      script.group().corrupt(0, LyingPrimary.equivocating(replicas(from, to)));
      script.scene().clients(2, 2);
      script.scene().load(Duration.ofSeconds(2));
      script.assertEndsWell();
      Map<Vote, Vote> certified = new HashMap<>();
      for (Vote vote : script.certified()) {
        Vote place = new Vote(vote.view(), vote.slot(), new Digest(Bytes.wrap(new byte[32])));
        assertThat(certified.merge(place, vote, (a, b) -> a)).isEqualTo(vote);
      }
      assertThat(certified).isNotEmpty();
    }
  }

  /** P2 (ByzzFuzz, PrePrepareSeqInc): one backup is told that each batch is for the next slot. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"AGREED", "SPECULATIVE"})
  @Rule({"R-ACCEPT-2", "R-ACCEPT-3"})
  void p2_oneSlotTooFarForOneBackupDoesNoHarm(Mode mode) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0).with(mode), 202)) {
      Puppet r0 = new Puppet();
      r0.take(scene.group().corrupt(0, r0));
      r0.says((to, m) -> to.index() == 3 && m instanceof OrderReq o ? oneFurther(r0, o) : m);
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(2));
      scene.assertEndsWell(LIMIT);
    }
  }

  private static OrderReq oneFurther(Puppet r0, OrderReq m) {
    OrderHeader h = m.header().header();
    return new OrderReq(
        r0.self()
            .signer()
            .header(new OrderHeader(h.view(), h.slot().next(), h.batch(), h.history(), h.track())),
        m.batch());
  }

  /**
   * P4: a new primary announces the right log, and then orders something else in its last slot. (A
   * NEW-VIEW itself cannot drop or choose: everybody computes the log from what it carries.)
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Rule({"R-ACCEPT-2", "R-SELECT"})
  void p4_aNewPrimaryCannotOrderOverTheLogThatItsViewBeganWith(boolean emptyBatch) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 204)) {
      scene.clients(2, 2);
      scene.load(Duration.ofMillis(500));
      scene.group().corrupt(1, new OrderingAgain(emptyBatch));
      Network network = new Network(scene.group());
      network.lose(
          p -> p.isFrom(0) && p.is(ORDER_REQ) && scene.group().witness(2).view().number() == 0);
      scene.load(Duration.ofSeconds(4));
      scene.assertEndsWell(LIMIT);
      assertThat(scene.allIn(1)).isTrue();
    }
  }

  /** As a primary, it orders each slot again, and the last of its installed log first. */
  private record OrderingAgain(boolean emptyBatch) implements Conduct {
    @Override
    public List<? extends PeerMessage> toReplica(
        FaultyReplica self, ReplicaId to, PeerMessage message) {
      if (!(message instanceof OrderReq m) || m.header().header().view().number() != 1) {
        return List.of(message);
      }
      OrderHeader h = m.header().header();
      var batch =
          emptyBatch
              ? new BatchCodec(self.group().limits(), self.group().n())
                  .encode(m.batch().timestamp(), List.of())
              : m.batch();
      Slot before = new Slot(h.slot().number() - 1);
      OrderHeader other = new OrderHeader(h.view(), before, batch.digest(), h.history(), h.track());
      return List.of(new OrderReq(self.signer().header(other), batch), m);
    }
  }

  /**
   * P6 (BFT-SMaRt 7326d316, 61484c19): votes and COMMITs overtake the ORDER-REQ that they are
   * about; a replica got stuck, or decided what nobody had proposed.
   */
  @Test
  @Rule({"R-AGREE", "R-EXCHANGE-4"})
  void p6_whatIsCommittedBeforeItArrivesIsExecutedWhenItDoes() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0).with(Mode.AGREED), 206)) {
      Network network = new Network(scene.group());
      network.delay(Duration.ofMillis(40), p -> p.is(ORDER_REQ) && p.isFrom(0) && p.isTo(3));
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(3));
      network.heal();
      scene.assertEndsWell(LIMIT);
      Scenes.assertNobodyIsSuspected(scene);
      assertThat(scene.group().witness(3).log()).isEqualTo(scene.group().witness(1).log());
    }
  }

  /**
   * P8: a primary orders at the window's end and beyond, at the last number there is, and skips.
   */
  @Test
  @Rule({"R-ACCEPT-2", "R-ORDER"})
  void p8_slotNumbersCannotBeExhausted() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 208)) {
      Puppet r0 = new Puppet();
      r0.take(scene.group().corrupt(0, r0));
      long window = Scene.SMALL.window();
      List<Long> far =
          List.of(window, window + 1, 10_000L, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE);
      r0.keepsBack(
          (to, message) -> {
            if (message instanceof OrderReq m) {
              far.forEach(slot -> r0.self().say(to, at(r0, m, slot)));
            }
            return false;
          });
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(2));
      assertThat(scene.group().failures()).isEmpty();
      r0.keepsBack((to, message) -> false);
      scene.assertEndsWell(LIMIT);
      for (int i = 1; i < 4; i++) {
        assertThat(scene.group().witness(i).ignored("beyond the window")).isPositive();
        assertThat(scene.group().witness(i).log().lastKey().number()).isLessThan(1_000);
      }
    }
  }

  private static OrderReq at(Puppet r0, OrderReq m, long slot) {
    OrderHeader h = m.header().header();
    Digest history = Digests.chain(h.history(), new Slot(slot), h.batch());
    return new OrderReq(
        r0.self()
            .signer()
            .header(new OrderHeader(h.view(), new Slot(slot), h.batch(), history, h.track())),
        m.batch());
  }

  /**
   * P9 (BFT-SMaRt 7e4de7f6): the next view's primary orders a request again that was executed, and
   * passed by a checkpoint, views ago.
   */
  @Test
  @Rule({"R-ACCEPT-4", "R-CHECKPOINT"})
  void p9_aRequestFromBeforeTheCheckpointIsNotExecutedAgainInALaterView() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 209)) {
      List<Request> old = new ArrayList<>();
      Puppet ear = new Puppet();
      ear.take(scene.group().corrupt(1, ear));
      ear.hearsWith(
          message -> {
            if (message instanceof OrderReq m && old.isEmpty()) {
              old.addAll(m.batch().requests());
            }
          });
      scene.clients(2, 2);
      scene.load(Duration.ofSeconds(2));
      assertThat(scene.group().witness(2).events(Event.CheckpointStable.class)).isNotEmpty();

      LyingPrimary.Lie replay =
          (requests, before) -> {
            List<Request> more = new ArrayList<>(old);
            more.addAll(requests);
            return more;
          };
      scene.group().corrupt(1, new LyingPrimary(replicas(0, 4), true, replay));
      Network network = new Network(scene.group());
      network.lose(
          p -> p.isFrom(0) && p.is(ORDER_REQ) && scene.group().witness(2).view().number() == 0);
      scene.load(Duration.ofSeconds(5));
      network.heal();
      scene.assertEndsWell(LIMIT);
      assertThat(scene.allIn(2)).isTrue();
      assertThat(scene.group().correct())
          .anyMatch(w -> !w.events(Event.BatchProvenFaulty.class).isEmpty());
    }
  }
}
