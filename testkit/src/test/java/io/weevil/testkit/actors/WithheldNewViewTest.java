package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * r1 keeps the NEW-VIEW of its view back, a valid one of an empty log, until the group has gone on
 * to view 2 with a longer log and proven a checkpoint in it; then it tells r3, which is still in
 * view 0 and hears nobody else, first of the checkpoint and then of view 1.
 */
@Timeout(240)
class WithheldNewViewTest {

  private static final View ONE = new View(1);
  private static final View TWO = new View(2);
  private static final ReplicaId R1 = new ReplicaId(1);
  private static final ReplicaId R3 = new ReplicaId(3);
  private static final Slot CHECKPOINT = new Slot(2);

  private static final Limits LIMITS =
      new Limits(2, 8, 64, 100, 16, 192 * 1024, 16 * 1024, 16 * 1024, Duration.ofSeconds(2));

  private final Withholding conduct = new Withholding();

  /** r3 hears the orders of r0 and nothing else of r0 and r2; r2 does not hear the orders. */
  private static Link apart(ActorGroup group) {
    Link usual = group.link();
    PeerAddress r0 = group.address(0);
    PeerAddress r2 = group.address(2);
    PeerAddress r3 = group.address(3);
    return (from, to, wire) -> {
      boolean order = wire.kind() == MessageKind.ORDER_REQ;
      boolean withR3 =
          (from.equals(r3) && (to.equals(r0) || to.equals(r2)))
              || (to.equals(r3) && (from.equals(r0) || from.equals(r2)));
      boolean lost = order ? to.equals(r2) && group.witness(2).view().equals(View.ZERO) : withR3;
      return lost ? List.of() : usual.carry(from, to, wire);
    };
  }

  @Test
  @Rule({"R-INSTALL", "R-SELECT"})
  void aReplicaThatIsToldOfALaterCheckpointAndThenOfAnEarlierViewGoesOn() {
    try (Scene scene = new Scene(SimulationSettings.of(1, 0).with(LIMITS), 61)) {
      ActorGroup group = scene.group();
      Link usual = group.link();
      Caller first = group.newClient().newCaller();
      Caller second = group.newClient().newCaller();
      group.pass(Duration.ofMillis(50)); // everyone is introduced
      FaultyReplica r1 = group.corrupt(1, conduct);
      group.use(apart(group));
      first.call(Scene.put("x", "a"));
      assertThat(group.runUntil(() -> hasAccepted(group, 1), Duration.ofSeconds(5))).isTrue();
      second.call(Scene.put("x", "b"));
      assertThat(group.runUntil(() -> hasAccepted(group, 2), Duration.ofSeconds(5))).isTrue();
      boolean proven = group.runUntil(() -> conduct.proof() != null, Duration.ofSeconds(60));
      assertThat(proven).as(scene.state()).isTrue();
      assertThat(group.witness(3).view()).isEqualTo(View.ZERO);

      r1.say(R3, conduct.proof());
      boolean stable =
          group.runUntil(
              () -> !group.witness(3).events(Event.CheckpointStable.class).isEmpty(),
              Duration.ofSeconds(5));
      assertThat(stable).as(scene.state()).isTrue();
      r1.say(R3, conduct.withheld());
      group.pass(Duration.ofSeconds(1));
      assertThat(group.failures()).as("a correct replica stopped").isEmpty();
      assertThat(group.witness(3).events(Event.ConfidenceLost.class)).isNotEmpty();

      group.use(usual);
      assertThat(group.runUntilDone(Duration.ofSeconds(60))).as(scene.state()).isTrue();
      first.call(Scene.put("x", "c")); // r3 hears from it that there is a later view
      scene.assertEndsWell(Duration.ofSeconds(60));
      assertThat(scene.allIn(2)).as(scene.state()).isTrue();
    }
  }

  private static boolean hasAccepted(ActorGroup group, long slot) {
    return group.witness(3).log().containsKey(new Slot(slot));
  }

  /** Accepts all in view 0, and says nothing of it to anyone but its own node. */
  private static final class Withholding implements Conduct {
    private static final LogReport NOTHING = new LogReport(null, View.ZERO, List.of(), null);

    private final SortedMap<ReplicaId, ViewChange> viewChanges = new TreeMap<>();
    private final SortedMap<ReplicaId, Checkpoint> checkpoints = new TreeMap<>();
    private @Nullable NewView withheld;

    /** The checkpoint of view 2, null while too few have signed it. */
    @Nullable StableProof proof() {
      return checkpoints.size() < 3 ? null : new StableProof(List.copyOf(checkpoints.values()));
    }

    @Nullable NewView withheld() {
      return withheld;
    }

    @Override
    public List<? extends PeerMessage> toReplica(
        FaultyReplica self, ReplicaId to, PeerMessage message) {
      List<? extends PeerMessage> said =
          switch (message) {
            case ViewChange m when m.view().equals(ONE) -> List.of(emptyOne(self, m));
            case NewView m when m.view().equals(ONE) -> List.of();
            case PeerMessage.Prepare m when m.vote().vote().view().compareTo(TWO) < 0 -> List.of();
            case PeerMessage.Commit m when m.view().compareTo(TWO) < 0 -> List.of();
            case Checkpoint m -> {
              note(m);
              yield List.of(m);
            }
            case PeerMessage other -> List.of(other);
          };
      return to.equals(R3) ? List.of() : said;
    }

    @Override
    public List<? extends ReplyMessage> toClient(
        FaultyReplica self, PeerAddress to, ReplyMessage message) {
      return List.of();
    }

    private ViewChange emptyOne(FaultyReplica self, ViewChange own) {
      ViewChange empty =
          viewChanges.computeIfAbsent(
              R1, id -> self.signer().viewChange(ONE, own.proof(), NOTHING));
      announce(self);
      return empty;
    }

    @Override
    public void hears(FaultyReplica self, PeerAddress from, WireMessage message) {
      if (message instanceof ViewChange m && m.view().equals(ONE)) {
        viewChanges.put(m.signer(), m);
        announce(self);
      } else if (message instanceof Checkpoint m) {
        note(m);
      }
    }

    private void note(Checkpoint m) {
      if (m.slot().equals(CHECKPOINT)) {
        checkpoints.put(m.signer(), m);
      }
    }

    /** Made once, and told to nobody. */
    private void announce(FaultyReplica self) {
      if (withheld == null && viewChanges.size() == 3) {
        withheld = self.signer().newView(ONE, List.copyOf(viewChanges.values()));
      }
    }
  }
}
