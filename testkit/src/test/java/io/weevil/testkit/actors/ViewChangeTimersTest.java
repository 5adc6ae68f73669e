package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Suspicion;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timers of the view change, of real actors in virtual time. */
@Timeout(120)
class ViewChangeTimersTest {

  private static final Duration NEW_VIEW = ReplicaTimers.DEFAULT.newViewTimer();
  private static final Duration HOLE = ReplicaTimers.DEFAULT.holeTimer();

  /** What messages and periods add to a timer, at most. */
  private static final Duration SLACK = Duration.ofMillis(400);

  private final Scene scene = new Scene(1, 0, 71);
  private final ActorGroup group = scene.group();
  private final Link usual = group.link();

  @BeforeEach
  void serve() {
    scene.clients(1, 2);
    scene.load(Duration.ofMillis(500));
  }

  @AfterEach
  void end() {
    group.use(usual);
    scene.load(Duration.ofMillis(100));
    scene.assertEndsWell(Duration.ofSeconds(90));
    scene.close();
  }

  private boolean isFrom(PeerAddress from, int replica) {
    return from.equals(group.address(replica));
  }

  /** Nothing of these kinds arrives, and nothing that r0 orders. */
  private void lose(Set<MessageKind> kinds) {
    group.use(
        (from, to, wire) ->
            kinds.contains(wire.kind()) || (wire.kind() == MessageKind.ORDER_REQ && isFrom(from, 0))
                ? List.of()
                : usual.carry(from, to, wire));
  }

  private void askSomething() {
    group.newClient().newCaller().call(Scene.put("x", "again"));
  }

  /** When the group has lost confidence in this view. */
  private Duration lostConfidenceIn(long view) {
    boolean lost =
        group.runUntil(
            () ->
                group.witness(2).events(Event.ConfidenceLost.class).stream()
                    .anyMatch(e -> e.view().equals(new View(view))),
            Duration.ofSeconds(60));
    assertThat(lost).as(scene.state()).isTrue();
    return group.time().elapsed();
  }

  private void assertTook(Duration from, Duration to, Duration expected) {
    assertThat(to.minus(from)).isBetween(expected, expected.plus(SLACK));
  }

  @Test
  @Rule("R-SUSPECT")
  void theTimeForANewViewDoublesWithEachThatDoesNotStartAndRecoversWithProgress() {
    lose(EnumSet.of(MessageKind.NEW_VIEW));
    askSomething();
    Duration first = lostConfidenceIn(0);
    Duration second = lostConfidenceIn(1);
    Duration third = lostConfidenceIn(2);
    Duration fourth = lostConfidenceIn(3);
    assertTook(first, second, NEW_VIEW);
    assertTook(second, third, NEW_VIEW.multipliedBy(2));
    assertTook(third, fourth, NEW_VIEW.multipliedBy(4));

    group.use(usual);
    assertThat(group.runUntil(() -> scene.allIn(4), Duration.ofSeconds(30))).isTrue();
    for (int i = 0; i < 6; i++) {
      scene.load(Duration.ofSeconds(2)); // checkpoints become stable
    }
    long view = group.witness(2).view().number();
    group.use(
        (from, to, wire) ->
            wire.kind() == MessageKind.NEW_VIEW || wire.kind() == MessageKind.ORDER_REQ
                ? List.of()
                : usual.carry(from, to, wire));
    askSomething();
    Duration again = lostConfidenceIn(view);
    assertTook(again, lostConfidenceIn(view + 1), NEW_VIEW);
  }

  @Test
  @Rule({"R-SUSPECT", "R-INSTALL"})
  void aRequestIsTimedAnewInANewView() {
    group.corrupt(
        1,
        Silence.about(
            (to, message) ->
                message instanceof OrderReq m && m.header().header().view().number() == 1));
    lose(EnumSet.noneOf(MessageKind.class));
    askSomething();
    lostConfidenceIn(1);
    assertThat(group.witness(2).events(Event.ViewStarted.class))
        .contains(new Event.ViewStarted(new View(1)));
    assertThat(group.correct())
        .anyMatch(
            w ->
                w.events(Event.NoConfidenceSigned.class).stream()
                    .anyMatch(
                        e ->
                            e.view().equals(new View(1))
                                && e.cause() instanceof Suspicion.RequestTimedOut));
  }

  /** Each statement of the view change is lost once for each receiver: STATUS has it said again. */
  @Test
  @Rule({"R-STATUS", "R-VIEW-CHANGE"})
  void whatIsLostOnceIsSaidAgain() {
    Set<MessageKind> kinds =
        EnumSet.of(MessageKind.NO_CONFIDENCE, MessageKind.VIEW_CHANGE, MessageKind.NEW_VIEW);
    Set<Object> once = new HashSet<>();
    group.use(
        (from, to, wire) -> {
          boolean lost =
              (kinds.contains(wire.kind()) && once.add(List.of(from, to, wire.kind())))
                  || (wire.kind() == MessageKind.ORDER_REQ && isFrom(from, 0));
          return lost ? List.of() : usual.carry(from, to, wire);
        });
    askSomething();
    assertThat(group.runUntil(() -> scene.allIn(1), Duration.ofSeconds(10)))
        .as(scene.state())
        .isTrue();
    assertThat(once).hasSizeGreaterThan(20);
    assertThat(group.witnesses()).allMatch(w -> w.view().equals(new View(1)));
  }

  @Test
  @Rule({"R-HOLE", "R-INSTALL"})
  void batchesThatTheNewPrimaryDoesNotSendAreAskedOfEveryone() {
    // r3 accepts nothing more of view 0; r0 to r2 do, but r0 does not get far enough to commit.
    Set<MessageKind> tail = EnumSet.of(MessageKind.PREPARE, MessageKind.FILL_HOLE);
    Map<Integer, Duration> asked = new HashMap<>();
    boolean[] over = {false};
    group.use(
        (from, to, wire) -> {
          if (wire.kind() == MessageKind.FETCH && isFrom(from, 3)) {
            for (int i = 0; i < 3; i++) {
              if (to.equals(group.address(i))) {
                asked.putIfAbsent(i, group.time().elapsed());
              }
            }
          }
          over[0] |= wire.kind() == MessageKind.VIEW_CHANGE;
          boolean lost =
              (!over[0]
                      && (tail.contains(wire.kind())
                          || wire.kind() == MessageKind.COMMIT_CERTIFICATE
                          || (wire.kind() == MessageKind.ORDER_REQ && to.equals(group.address(3)))))
                  || (wire.kind() == MessageKind.FETCHED && isFrom(from, 1));
          return lost ? List.of() : usual.carry(from, to, wire);
        });
    askSomething();
    assertThat(group.runUntil(() -> scene.allIn(1), Duration.ofSeconds(20)))
        .as(scene.state())
        .isTrue();
    assertThat(asked).containsKeys(1, 2);
    assertThat(asked.get(2).minus(asked.get(1))).isBetween(HOLE, HOLE.plus(SLACK));
  }
}
