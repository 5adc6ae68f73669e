package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.AnswerAgain;
import io.weevil.engine.role.RoleMessage.HandOver;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of requests when the view changes: none is forgotten, none taken twice. */
@Rule({"R-INSTALL", "R-CLIENT-4"})
class HandedOnRequestsTest {

  private final TestGroup group = BackupHarness.group();
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));
  private final BackupHarness backup = new BackupHarness(group, 2);
  private final BackupHarness leader = new BackupHarness(group, 1);

  @BeforeEach
  void threeSlotsAreAccepted() {
    backup.hears(orders.next(3, alice));
    leader.hears(orders.next(0, alice));
    for (long slot = 1; slot <= 3; slot++) {
      leader.hears(0, orders.at(slot));
    }
  }

  private static TimerKey timer(Request request) {
    return new TimerKey.RequestPending(OperationId.of(request));
  }

  @Test
  @DisplayName("requests in slots that lost go to the new primary, in their client's order")
  void whatLost() {
    Step step = backup.changesTo(orders.begin(1, 1), 1);
    assertThat(step.sends(1, Relay.class))
        .containsExactly(new Relay(alice.request(2)), new Relay(alice.request(3)));
    assertThat(backup.waitsFor(timer(alice.request(2)))).as("watched").isTrue();
  }

  @Test
  @DisplayName("so do those that were held and had not been ordered")
  void whatWasHeld() {
    backup.isAsked(bob.request(1));
    Step step = backup.changesTo(orders.begin(1, 3), 3);
    assertThat(step.sends(1, Relay.class)).containsExactly(new Relay(bob.request(1)));
    assertThat(backup.waitsFor(timer(bob.request(1)))).isTrue();
  }

  @Test
  @DisplayName("what the new log contains is not passed on")
  void whatIsInTheNewLog() {
    backup.isAsked(bob.request(1));
    Orders next = orders.begin(1, 3);
    next.next(bob.request(1));
    backup.changesTo(next, 4);
    assertThat(backup.fetches(next, 4, 4).sentToPeers()).noneMatch(Relay.class::isInstance);
  }

  @Test
  @DisplayName("the new primary's own go to its primary role, after it leads")
  void theLeadersOwn() {
    leader.isAsked(bob.request(1));
    Step step = leader.changesTo(orders.begin(1, 2), 2);
    RoleMessage.Lead lead = step.tells(RoleMessage.Lead.class).get(0);
    assertThat(lead.view()).isEqualTo(new View(1));
    assertThat(lead.last()).isEqualTo(new Slot(2));
    assertThat(lead.history()).isEqualTo(orders.historyAt(2));
    assertThat(lead.clients()).isEqualTo(orders.clientsAt(2));
    assertThat(step.tells(HandOver.class))
        .containsExactlyInAnyOrder(new HandOver(alice.request(3)), new HandOver(bob.request(1)));
    var told = step.tells(RoleMessage.class);
    assertThat(told.indexOf(lead)).isLessThan(told.indexOf(step.tells(HandOver.class).get(0)));
  }

  @Test
  @Rule("R-ACCEPT-4")
  @DisplayName("a request that lost may be ordered again, and only once")
  void orderedAgain() {
    Orders next = orders.begin(1, 1);
    backup.changesTo(next, 1);
    Step step = backup.hears(1, next.next(alice.request(2)));
    assertThat(step.promises(Promise.Accepted.class)).hasSize(1);
    step = backup.hears(1, next.next(alice.request(2)));
    assertThat(step.promises(Promise.Accepted.class)).isEmpty();
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("its timer suspects the new primary")
  void suspectsTheNewPrimary() {
    backup.changesTo(orders.begin(1, 1), 1);
    backup.passes(backup.remaining(timer(alice.request(2))));
    Step step = backup.fires(timer(alice.request(2)));
    assertThat(step.tells(RoleMessage.Suspect.class))
        .containsExactly(
            new RoleMessage.Suspect(
                new View(1), new Suspicion.RequestTimedOut(OperationId.of(alice.request(2)))));
  }

  @Test
  @Rule("R-SUSPECT")
  @DisplayName("what a client has asked for and the new log keeps is watched until it is committed")
  void askedForAndKept() {
    backup.isAsked(alice.request(2));
    Orders next = orders.begin(1, 3);
    backup.changesTo(next, 3);
    assertThat(backup.waitsFor(timer(alice.request(2)))).isTrue();
    backup.hearsPrepares(next, 3, 1, 3);
    Step step = backup.hearsCommits(next, 3, 1, 3);
    assertThat(backup.waitsFor(timer(alice.request(2)))).isFalse();
    assertThat(step.tells(AnswerAgain.class)).contains(new AnswerAgain(alice.id(), 2));
  }

  @Test
  @DisplayName(
      "a request that came to a primary that does not lead is passed on to the one that does")
  void notLed() {
    Step step = backup.on(new RoleMessage.NotLed(bob.request(1)));
    assertThat(step.sends(0, Relay.class)).containsExactly(new Relay(bob.request(1)));
    leader.changesTo(orders.begin(1, 3), 3);
    step = leader.on(new RoleMessage.NotLed(bob.request(1)));
    assertThat(step.tells(HandOver.class)).containsExactly(new HandOver(bob.request(1)));
  }

  @Test
  @DisplayName("requests of many views' losers are held once")
  void heldOnce() {
    backup.changesTo(orders.begin(1, 1), 1);
    Step step = backup.changesTo(orders.begin(2, 1), 1);
    assertThat(step.sentToPeers()).noneMatch(Relay.class::isInstance); // replica 2 leads view 2
    assertThat(step.tells(HandOver.class))
        .containsExactly(new HandOver(alice.request(2)), new HandOver(alice.request(3)));
  }
}
