package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * VIEW-CHANGEs and NEW-VIEWs that are valid, and come again or too late: each is without effect,
 * and counted with its reason. r3 says them to r2; its own node's VIEW-CHANGEs do not leave its
 * machine.
 */
@Timeout(120)
@Rule({"R-VIEW-CHANGE", "R-INSTALL"})
class RepeatedViewChangeTest {

  private static final View ONE = new View(1);
  private static final View TWO = new View(2);
  private static final ReplicaId VICTIM = new ReplicaId(2);
  private static final int TIMES = 20;

  private final Scene scene = new Scene(1, 0, 62);
  private final ActorGroup group = scene.group();
  private final FaultyReplica r3 =
      group.corrupt(3, Silence.about((to, m) -> m instanceof ViewChange));
  private final Witness victim = group.witness(2);
  private final Map<View, NewView> announced = new ConcurrentHashMap<>();

  RepeatedViewChangeTest() {
    WireCodec codec = new WireCodec(Scene.SMALL, 4);
    group.tap(
        (from, to, wire) -> {
          if (codec.decode(wire.kind(), wire.body()) instanceof NewView newView) {
            announced.put(newView.view(), newView);
          }
        });
    scene.clients(1, 2);
    scene.load(Duration.ofMillis(300));
  }

  @AfterEach
  void theGroupServesOn() {
    scene.load(Duration.ofMillis(400));
    scene.assertEndsWell(Duration.ofSeconds(20));
    scene.close();
  }

  private ReplicaSigner signer(ReplicaId id) {
    return new ReplicaSigner(
        id,
        group.configuration().digest(),
        group.keys().signatures().signer(group.keys().replica(id)));
  }

  private ViewChange viewChange(View view, LogReport report) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    View before = new View(view.number() - 1);
    for (int i : List.of(2, 3)) {
      ReplicaId id = new ReplicaId(i);
      signatures.put(id, signer(id).noConfidence(before).signature());
    }
    return r3.signer().viewChange(view, new NoConfidenceProof(signatures), report);
  }

  private ViewChange viewChange(View view) {
    return viewChange(view, new LogReport(null, View.ZERO, List.of(), null));
  }

  /** r3's VIEW-CHANGE is enough for all to join; returns it once they work in the view. */
  private ViewChange enter(View view) {
    ViewChange first = viewChange(view);
    r3.say(VICTIM, first);
    boolean entered =
        group.runUntil(
            () ->
                group.correct().stream()
                    .allMatch(w -> w.events().contains(new Event.ViewStarted(view))),
            Duration.ofSeconds(10));
    assertThat(entered).as(scene.state()).isTrue();
    return first;
  }

  private void assertIgnored(PeerMessage message, String reason) {
    long left = victim.events(Event.ViewLeft.class).size();
    long installed = victim.events(Event.ViewInstalled.class).size();
    long before = victim.ignored(message, reason);
    for (int i = 0; i < TIMES; i++) {
      r3.say(VICTIM, message);
    }
    group.pass(Duration.ofMillis(20));
    assertThat(victim.ignored(message, reason)).as(scene.state()).isEqualTo(before + TIMES);
    assertThat(victim.events(Event.ViewLeft.class)).hasSize((int) left);
    assertThat(victim.events(Event.ViewInstalled.class)).hasSize((int) installed);
    assertThat(victim.refusals()).isEmpty();
  }

  @Test
  void whatIsRepeatedIsCountedOnce() {
    ViewChange first = enter(ONE);
    assertIgnored(first, "known");
    assertIgnored(announced.get(ONE), "known");
  }

  @Test
  void whatIsOfAnOlderViewIsIgnored() {
    ViewChange stale = enter(ONE);
    enter(TWO);
    assertIgnored(stale, "of an older view");
    assertIgnored(announced.get(ONE), "of an older view");
  }

  @Test
  @Rule("R-EVIDENCE")
  void aSecondOneForTheSameViewDoesNotCountAndProvesItsSignerFaulty() {
    enter(ONE);
    ViewChange other =
        viewChange(
            ONE, new LogReport(null, View.ZERO, List.of(group.configuration().digest()), null));
    assertIgnored(other, "its signer has signed another for the view");
    assertThat(victim.events(Event.EvidenceFound.class))
        .extracting(Event.EvidenceFound::accused)
        .containsOnly(r3.id());
  }

  /** One of the four is not enough, however often it says so. */
  @Test
  @Rule("R-SUSPECT")
  void noConfidenceThatIsRepeatedIsNoProof() {
    for (int i = 0; i < TIMES; i++) {
      r3.say(VICTIM, r3.signer().noConfidence(View.ZERO));
    }
    group.pass(Duration.ofMillis(50));
    assertThat(victim.refusals()).isEmpty();
    assertThat(victim.events()).noneMatch(e -> e instanceof Event.ConfidenceLost);
  }
}
