package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R-ORDER, as the primary of view 0 carries it out. */
@Rule("R-ORDER")
class PrimaryRulesTest {

  private static final TimerKey DELAY = new TimerKey.BatchDelay();

  private final TestGroup group = BackupHarness.group();
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));
  private final Caller carol = new Caller(group.client("carol"));
  private static final Output GATHER = new Output.Tell(new RoleMessage.RequestsGathered());

  private PrimaryCore core = primary(new BatchPolicy(Duration.ofMillis(5), 1, 2));
  private final Durability durability = new Durability(new ReplicaId(0), 4);
  private Timestamp now = TestGroup.NOW;
  private Slot stable = Slot.ZERO;

  private PrimaryCore primary(BatchPolicy policy) {
    return primary(group, policy);
  }

  private static PrimaryCore primary(TestGroup group, BatchPolicy policy) {
    return new PrimaryCore(
        group.configuration(),
        group.signer(0),
        leadOf(group),
        policy,
        TrackGovernor.Settings.DEFAULT,
        new BatchCodec(group.limits(), group.configuration().n())::encode);
  }

  private static RoleMessage.Lead leadOf(TestGroup group) {
    return new RoleMessage.Lead(
        View.ZERO, Slot.ZERO, group.digest(), Timestamp.ZERO, Map.of(), Slot.ZERO);
  }

  private Step on(RoleMessage.ToPrimary input) {
    Step step = Step.ofPrimary(each -> core.on(each, now), input);
    durability.check(step.outputs());
    return step;
  }

  private Step asks(Request request) {
    return on(new RoleMessage.Received(VerifiedForTests.of(request.client(), new Ask(request))));
  }

  private Step executesUpTo(long slot) {
    return on(new RoleMessage.Progress(new Slot(slot), new Slot(slot), Slot.ZERO, stable));
  }

  private static List<OperationId> operationsIn(OrderReq order) {
    return order.batch().requests().stream().map(OperationId::of).toList();
  }

  private static OperationId operation(Caller caller, long number) {
    return new OperationId(caller.id(), number);
  }

  @Nested
  class Batches {

    @Test
    @DisplayName(
        "\"an idle pipeline sends as soon as [...]\"; \"Give it the next slot, sign the header,"
            + " send ORDER-REQ to all\"")
    void anIdlePipelineSendsAtOnce() {
      Step step = asks(alice.next());
      OrderReq order = step.broadcasts(OrderReq.class).get(0);
      assertThat(step.broadcasts(OrderReq.class)).hasSize(1);
      assertThat(order.header().header())
          .isEqualTo(
              new OrderHeader(
                  View.ZERO,
                  new Slot(1),
                  order.batch().digest(),
                  Digests.chain(group.digest(), new Slot(1), order.batch().digest()),
                  Track.SPECULATIVE));
      assertThat(group.signatures().isAuthentic(order.header())).isTrue();
      assertThat(operationsIn(order)).containsExactly(operation(alice, 1));
      assertThat(step.tells(RoleMessage.Proposed.class))
          .as("its own backup gets the same")
          .containsExactly(new RoleMessage.Proposed(order));
    }

    @Test
    @DisplayName("\"as soon as the requests that have reached the node are there\"")
    void whatReachesTheNodeTogetherIsOrderedTogether() {
      assertThat(alone(alice.next())).containsExactly(GATHER);
      assertThat(alone(bob.next())).as("a turn goes on").isEmpty();
      assertThat(core.on(new RoleMessage.RequestsGathered(), now))
          .as("it has brought another")
          .containsExactly(GATHER);
      Step step = new Step(core.on(new RoleMessage.RequestsGathered(), now));
      durability.check(step.outputs());
      assertThat(operationsIn(step.broadcasts(OrderReq.class).get(0)))
          .containsExactlyInAnyOrder(operation(alice, 1), operation(bob, 1));
    }

    private List<Output> alone(Request request) {
      return core.on(
          new RoleMessage.Received(VerifiedForTests.of(request.client(), new Ask(request))), now);
    }

    @Test
    @Rule("R-DURABLE")
    @DisplayName("\"signed header\" is stored before it leaves, and tells its own backup after")
    void theHeaderIsStoredFirst() {
      Step step = asks(alice.next());
      assertThat(step.outputs().get(0)).isInstanceOf(Output.Persist.class);
      assertThat(step.promises(Promise.HeaderSigned.class)).hasSize(1);
    }

    @Test
    @DisplayName(
        "\"Collect [...] into a batch (size, bytes or delay limit, whichever first\": the delay")
    void theDelay() {
      asks(alice.next());
      Step busy = asks(alice.next());
      assertThat(busy.broadcasts(OrderReq.class)).isEmpty();
      assertThat(busy.started()).containsExactly(DELAY);
      assertThat(asks(bob.next()).started()).as("it runs from the first request on").isEmpty();
      Step fired = on(new RoleMessage.TimerFired(DELAY));
      assertThat(fired.broadcasts(OrderReq.class))
          .extracting(PrimaryRulesTest::operationsIn)
          .containsExactly(List.of(operation(alice, 2), operation(bob, 1)));
    }

    @Test
    @DisplayName("the size: a full batch waits for nothing")
    void theSize() {
      asks(alice.next());
      asks(alice.next());
      asks(bob.next());
      asks(alice.next());
      Step full = asks(bob.next());
      assertThat(full.broadcasts(OrderReq.class)).hasSize(1);
      assertThat(full.broadcasts(OrderReq.class).get(0).batch().requests()).hasSize(4);
    }

    @Test
    @DisplayName("as soon as the pipeline is idle again, what waits is sent")
    void whenThePipelineIsIdleAgain() {
      asks(alice.next());
      asks(alice.next());
      Step step = executesUpTo(1);
      assertThat(step.broadcasts(OrderReq.class)).hasSize(1);
      assertThat(on(new RoleMessage.TimerFired(DELAY)).outputs()).isEmpty();
    }

    @Test
    @DisplayName("histories chain from slot to slot")
    void historiesChain() {
      Digest history = group.digest();
      for (int slot = 1; slot <= 3; slot++) {
        OrderReq order = asks(alice.next()).broadcasts(OrderReq.class).get(0);
        history = Digests.chain(history, new Slot(slot), order.batch().digest());
        assertThat(order.header().header().history()).isEqualTo(history);
        executesUpTo(slot);
      }
    }

    @Test
    @DisplayName("\"Timestamp = max(previous batch's, own clock)\"")
    void timestampsNeverGoBack() {
      now = TestGroup.NOW.plus(Duration.ofSeconds(5));
      OrderReq first = asks(alice.next()).broadcasts(OrderReq.class).get(0);
      executesUpTo(1);
      Timestamp before = now;
      now = TestGroup.NOW;
      OrderReq second = asks(alice.next()).broadcasts(OrderReq.class).get(0);
      assertThat(first.batch().timestamp()).isEqualTo(before);
      assertThat(second.batch().timestamp()).isEqualTo(before);
    }

    @Test
    @DisplayName("a batch never exceeds max-batch-bytes, and the largest request there is fits in")
    void bytes() {
      Limits tight = new Limits(4, 8, 4, 3, 4, 2_048 + 1_024, 2_048, 2_048, Duration.ofSeconds(2));
      TestGroup small = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, tight, 1);
      core = primary(small, new BatchPolicy(Duration.ofMillis(5), 1, 2));
      Request first = sized(new Caller(small.client("first")), 2_048);
      Request second = sized(new Caller(small.client("second")), 2_048);
      Request third = sized(new Caller(small.client("third")), 1_024);
      assertThat(asks(first).broadcasts(OrderReq.class)).hasSize(1);
      asks(third);
      Step full = asks(second);
      assertThat(full.broadcasts(OrderReq.class))
          .extracting(order -> order.batch().requests())
          .containsExactly(List.of(third));
      assertThat(executesUpTo(2).broadcasts(OrderReq.class))
          .extracting(order -> order.batch().requests())
          .containsExactly(List.of(second));
    }

    /** A request of exactly so many encoded bytes. */
    private Request sized(Caller caller, int bytes) {
      int overhead = caller.request(1, "x".repeat(1_000)).encoded().size() - 1_000;
      Request request = caller.request(1, "x".repeat(bytes - overhead));
      assertThat(request.encoded().size()).isEqualTo(bytes);
      return request;
    }
  }

  @Nested
  @DisplayName(
      "\"authenticated, orderable requests [...] round robin over clients, with a bound a client\"")
  class Fairness {

    @Test
    void roundRobinWithABoundAClient() {
      asks(alice.next());
      for (int i = 0; i < 3; i++) {
        asks(alice.next());
      }
      Step full = asks(bob.next());
      assertThat(full.broadcasts(OrderReq.class))
          .extracting(PrimaryRulesTest::operationsIn)
          .containsExactly(List.of(operation(alice, 2), operation(alice, 3), operation(bob, 1)));
    }

    @Test
    @DisplayName("the client that was served longest ago is served first")
    void servedLongestAgoFirst() {
      core = primary(new BatchPolicy(Duration.ofMillis(5), 1, 1));
      asks(carol.next());
      asks(alice.next());
      asks(alice.next());
      asks(bob.next());
      assertThat(operationsIn(executesUpTo(1).broadcasts(OrderReq.class).get(0)))
          .containsExactly(operation(alice, 1), operation(bob, 1));
      asks(carol.next());
      asks(bob.next());
      assertThat(operationsIn(executesUpTo(2).broadcasts(OrderReq.class).get(0)))
          .containsExactly(operation(alice, 2), operation(carol, 2), operation(bob, 2));
    }

    @Test
    @DisplayName("client FIFO: an early request waits for its predecessors, and for nobody's harm")
    void anEarlyRequestWaits() {
      assertThat(asks(alice.request(2)).outputs()).isEmpty();
      assertThat(asks(bob.next()).broadcasts(OrderReq.class)).hasSize(1);
      executesUpTo(1);
      Step step = asks(alice.request(1));
      assertThat(operationsIn(step.broadcasts(OrderReq.class).get(0)))
          .containsExactly(operation(alice, 1), operation(alice, 2));
    }

    @Test
    @DisplayName(
        "early requests do not make a batch full: batching is not undone by who sends them")
    void earlyRequestsDoNotFillABatch() {
      asks(bob.next());
      for (int number = 2; number <= 4; number++) {
        asks(alice.request(number));
        asks(carol.request(number));
      }
      Step step = asks(bob.next());
      assertThat(step.broadcasts(OrderReq.class)).isEmpty();
      assertThat(step.started()).containsExactly(DELAY);
    }

    @Test
    void aRequestRelayedByABackupIsOrderedAlike() {
      Step step =
          on(
              new RoleMessage.Received(
                  VerifiedForTests.of(new ReplicaId(2), new Relay(alice.next()))));
      assertThat(step.broadcasts(OrderReq.class)).hasSize(1);
    }
  }

  @Nested
  @DisplayName(
      "\"Never run past stable + window [...]: hold requests back instead (back-pressure, not"
          + " loss)\"")
  class Window {

    @Test
    void holdsBackAndGoesOn() {
      for (int slot = 1; slot <= 8; slot++) {
        assertThat(asks(alice.next()).broadcasts(OrderReq.class)).hasSize(1);
        executesUpTo(slot);
      }
      assertThat(core.isHeldBack()).isFalse();
      assertThat(asks(alice.next()).broadcasts(OrderReq.class)).isEmpty();
      assertThat(core.isHeldBack()).isTrue();
      stable = new Slot(4);
      Step moved = executesUpTo(8);
      assertThat(moved.broadcasts(OrderReq.class)).hasSize(1);
      assertThat(operationsIn(moved.broadcasts(OrderReq.class).get(0)))
          .containsExactly(operation(alice, 9));
      assertThat(core.isHeldBack()).isFalse();
    }

    @Test
    @DisplayName("what was held back comes in batches no larger than max-batch-requests")
    void noLargerBatches() {
      for (int slot = 1; slot <= 8; slot++) {
        asks(alice.next());
        executesUpTo(slot);
      }
      for (Caller caller : List.of(alice, bob, carol)) {
        asks(caller.next());
        asks(caller.next());
      }
      stable = new Slot(4);
      assertThat(executesUpTo(8).broadcasts(OrderReq.class))
          .extracting(order -> order.batch().requests().size())
          .containsExactly(4);
    }

    @Test
    @DisplayName("the batch delay does not get round it")
    void notByTheDelay() {
      for (int slot = 1; slot <= 8; slot++) {
        asks(alice.next());
        executesUpTo(slot - 1);
        on(new RoleMessage.TimerFired(DELAY));
      }
      asks(alice.next());
      assertThat(on(new RoleMessage.TimerFired(DELAY)).broadcasts(OrderReq.class)).isEmpty();
    }
  }

  @Nested
  class Refusals {

    @Test
    @Rule("R-CLIENT-4")
    @DisplayName(
        "what was ordered before goes to its own backup, to be answered from what is known")
    void orderedBefore() {
      asks(alice.next());
      Step again = asks(alice.request(1));
      assertThat(again.broadcasts(OrderReq.class)).isEmpty();
      assertThat(again.tells(RoleMessage.AskedAgain.class))
          .containsExactly(new RoleMessage.AskedAgain(alice.request(1)));
    }

    @Test
    @DisplayName("asked twice before it is ordered, it is ordered once; so is one of two bodies")
    void orderedOnce() {
      asks(bob.next());
      asks(alice.request(1, "one"));
      asks(alice.request(1, "one"));
      asks(alice.request(1, "another"));
      OrderReq order = executesUpTo(1).broadcasts(OrderReq.class).get(0);
      assertThat(order.batch().requests()).containsExactly(alice.request(1, "one"));
    }

    @Test
    void ofAnObsoleteIncarnation() {
      Caller again = alice.restarted();
      asks(again.next());
      assertThat(asks(alice.next()).replies(Refused.class))
          .containsExactly(new Refused(Refusal.OBSOLETE_INCARNATION));
    }

    @Test
    void ofOneClientTooMany() {
      Caller dave = new Caller(group.client("dave"));
      asks(alice.next());
      asks(bob.next());
      asks(carol.next());
      executesUpTo(1);
      assertThat(asks(dave.next()).replies(Refused.class))
          .containsExactly(new Refused(Refusal.TOO_MANY_CLIENTS));
    }

    @Test
    @Rule("R-ACCEPT-4")
    @DisplayName("of a client that is no longer admitted at the batch's time")
    void noLongerAdmitted() {
      Timestamp end = TestGroup.NOW.plus(Duration.ofMillis(1));
      Caller guest = new Caller(group.client("guest", TestGroup.NOT_BEFORE, end));
      asks(alice.next());
      asks(guest.next());
      now = end.plus(Duration.ofMillis(1));
      Step step = executesUpTo(1);
      assertThat(step.broadcasts(OrderReq.class)).isEmpty();
      assertThat(step.replies(Refused.class))
          .containsExactly(new Refused(Refusal.CERTIFICATE_EXPIRED));
      assertThat(step.started()).doesNotContain(DELAY);
    }

    @Test
    @DisplayName("a read, and what is no primary's, is dropped with a reason")
    void notThePrimarys() {
      assertThat(asks(alice.read(1)).ignored()).containsExactly("a read that is not to be ordered");
      PeerMessage status =
          new PeerMessage.Status(View.ZERO, View.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);
      assertThat(
              on(new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(2), status))).ignored())
          .containsExactly("not the primary's");
    }

    @Test
    @DisplayName("beyond the client window it is dropped: the client sends it again")
    void beyondTheClientWindow() {
      asks(alice.next());
      assertThat(asks(alice.request(6)).ignored())
          .containsExactly("beyond what is queued for clients");
      assertThat(asks(alice.request(5)).ignored()).isEmpty();
    }

    @Test
    @DisplayName("only the primary of a view is its primary")
    void onlyThePrimary() {
      assertThatThrownBy(
              () ->
                  new PrimaryCore(
                      group.configuration(),
                      group.signer(1),
                      leadOf(group),
                      BatchPolicy.DEFAULT,
                      TrackGovernor.Settings.DEFAULT,
                      (t, r) ->
                          new io.weevil.engine.model.Batch(t, r, Bytes.EMPTY, group.digest())))
          .hasMessage("r1 is not the primary of v0");
    }
  }

  @Nested
  @Rule("R-TRACK")
  class Tracks {

    @Test
    @DisplayName("a switch is told, and holds from the next slot on")
    void aSwitchIsTold() {
      asks(alice.next());
      executesUpTo(1);
      Step silent = on(new RoleMessage.Silent(new java.util.TreeSet<>(List.of(new ReplicaId(3)))));
      assertThat(silent.events(Event.TrackSwitched.class))
          .containsExactly(
              new Event.TrackSwitched(Track.AGREED, new Slot(2), "1 replica is silent"));
      OrderReq next = asks(alice.next()).broadcasts(OrderReq.class).get(0);
      assertThat(next.header().header().track()).isEqualTo(Track.AGREED);
    }
  }
}
