package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.NotLed;
import io.weevil.engine.role.RoleMessage.ToPrimary;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The primary's place in replica 1's node, which leads view 1 and view 5. */
@Rule({"R-INSTALL", "R-ORDER"})
class SuccessionRulesTest {

  private static final Duration DELAY = Duration.ofMillis(1);

  private final TestGroup group = BackupHarness.group();
  private final BatchCodec codec = new BatchCodec(group.limits(), group.quorums().n());
  private final SuccessionCore place =
      new SuccessionCore(
          group.configuration(),
          group.signer(1),
          new BatchPolicy(DELAY, 1, 4),
          TrackGovernor.Settings.DEFAULT,
          codec::encode);
  private final Durability durability = new Durability(new ReplicaId(1), 4);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private Step on(ToPrimary input) {
    Step step = Step.ofPrimary(each -> place.on(each, TestGroup.NOW), input);
    durability.check(step.outputs());
    return step;
  }

  private Step isAsked(Request request) {
    return on(new RoleMessage.Received(VerifiedForTests.of(request.client(), new Ask(request))));
  }

  private Step leads(Orders log, long view, Timestamp last) {
    return on(
        new RoleMessage.Lead(
            new View(view),
            log.last(),
            log.history(),
            last,
            log.clientsAt(log.last().number()),
            Slot.ZERO));
  }

  private Step leads(Orders log, long view) {
    return leads(log, view, TestGroup.NOW);
  }

  @Test
  @DisplayName("\"The new primary orders from |G| + 1 at once\", on top of G's history")
  void ordersAtOnce() {
    orders.next(3, alice);
    leads(orders, 1);
    assertThat(place.isLeading()).isTrue();
    OrderReq order = isAsked(bob.next()).broadcasts(OrderReq.class).get(0);
    assertThat(order)
        .isEqualTo(orders.begin(1, 3).next(order.header().header().track(), bob.request(1)));
  }

  @Test
  @DisplayName("\"Timestamp = max(previous batch's, own clock)\", across views")
  void theTimestampGoesOn() {
    orders.next(1, alice);
    Timestamp ahead = TestGroup.NOW.plus(Duration.ofSeconds(1));
    leads(orders, 1, ahead);
    OrderReq order = isAsked(bob.next()).broadcasts(OrderReq.class).get(0);
    assertThat(order.batch().timestamp()).isEqualTo(ahead);
  }

  @Test
  @Rule("R-ACCEPT-4")
  @DisplayName("each client's order goes on where G ends")
  void clientsGoOn() {
    orders.next(3, alice);
    leads(orders, 1);
    assertThat(isAsked(alice.request(3)).tells(RoleMessage.AskedAgain.class)).hasSize(1);
    assertThat(isAsked(alice.request(5)).broadcasts(OrderReq.class)).as("4 is lacking").isEmpty();
    assertThat(isAsked(alice.request(4)).broadcasts(OrderReq.class)).hasSize(1);
  }

  @Test
  @DisplayName("never past `stable + window`, counted from what it was told")
  void theWindow() {
    orders.next(8, alice);
    leads(orders, 1);
    assertThat(isAsked(bob.next()).broadcasts(OrderReq.class)).isEmpty();
    assertThat(place.isHeldBack()).isTrue();
  }

  @Test
  @DisplayName("what waits when the view ends goes back to the backup, and its timer ends")
  void retires() {
    orders.next(8, alice);
    leads(orders, 1);
    isAsked(bob.next());
    isAsked(bob.request(3));
    Step step = on(new RoleMessage.Retire());
    assertThat(step.tells(NotLed.class))
        .containsExactlyInAnyOrder(new NotLed(bob.request(1)), new NotLed(bob.request(3)));
    assertThat(place.isLeading()).isFalse();
    assertThat(place.isHeldBack()).isFalse();
    assertThat(isAsked(bob.request(2)).broadcasts(OrderReq.class)).isEmpty();
    assertThat(on(new RoleMessage.Retire()).outputs()).as("once").isEmpty();
  }

  @Test
  @Rule("R-CLIENT-4")
  @DisplayName("requests that come while the node does not lead are the backup's to pass on")
  void standsBy() {
    assertThat(isAsked(alice.request(1)).tells(NotLed.class))
        .containsExactly(new NotLed(alice.request(1)));
    Relay relay = new Relay(bob.request(1));
    Step step = on(new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(2), relay)));
    assertThat(step.tells(NotLed.class)).containsExactly(new NotLed(bob.request(1)));
    assertThat(on(new RoleMessage.HandOver(bob.request(1))).tells(NotLed.class)).hasSize(1);
  }

  @Test
  @DisplayName("what an earlier view left over changes nothing")
  void leftOver() {
    Slot zero = Slot.ZERO;
    assertThat(on(new RoleMessage.Progress(zero, zero, zero, zero)).outputs()).isEmpty();
    assertThat(on(new RoleMessage.TimerFired(new TimerKey.BatchDelay())).outputs()).isEmpty();
    assertThat(on(new RoleMessage.FastPathMissed(alice.id())).outputs()).isEmpty();
    assertThat(place.isLeading()).isFalse();
  }

  @Test
  @DisplayName("a request that waited at the backup is ordered like any other")
  void handedOver() {
    leads(orders, 1);
    assertThat(on(new RoleMessage.HandOver(bob.next())).broadcasts(OrderReq.class)).hasSize(1);
  }

  @Test
  @DisplayName("it may lead again, and begins anew with what that view begins with")
  void leadsAgain() {
    leads(orders, 1);
    isAsked(alice.request(1));
    on(new RoleMessage.Retire());
    leads(orders, 5);
    OrderReq order = isAsked(alice.request(1)).broadcasts(OrderReq.class).get(0);
    assertThat(order.header().header().view()).isEqualTo(new View(5));
    assertThat(order.header().header().slot()).as("it lost with view 1").isEqualTo(new Slot(1));
  }
}
