package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Relay;
import io.weevil.engine.message.ReplyMessage.Refusal;
import io.weevil.engine.message.ReplyMessage.Refused;
import io.weevil.engine.model.OperationId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R-CLIENT-4, the replica's side, R-SUSPECT's request timers and R-READ, at replica 1 of four. */
class RequestRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private static TimerKey timerOf(Request request) {
    return new TimerKey.RequestPending(OperationId.of(request));
  }

  private boolean isWatched(Request request) {
    return replica.waitsFor(timerOf(request));
  }

  @Nested
  @Rule("R-CLIENT-4")
  class RelayAndHold {

    @Test
    @DisplayName(
        "\"one that has not [executed it] [...] passes it to the primary\", and its timer runs")
    void passesItOn() {
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.sends(0, Relay.class)).containsExactly(new Relay(alice.request(1)));
      assertThat(isWatched(alice.request(1))).isTrue();
    }

    @Test
    @DisplayName(
        "\"and asks its peers whether they have ordered it\": once a period, not once a request")
    void asksItsPeers() {
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.broadcasts(FillHole.class))
          .containsExactly(new FillHole(View.ZERO, new Slot(1), new Slot(1)));
      assertThat(replica.isAsked(bob.request(1)).broadcasts(FillHole.class)).isEmpty();
      replica.fires(new TimerKey.StatusPeriod());
      assertThat(replica.isAsked(bob.request(1)).broadcasts(FillHole.class)).hasSize(1);
    }

    @Test
    @DisplayName("kept in the dark by the primary, it gets the slot from a peer and goes on")
    void keptInTheDark() {
      orders.next(alice.request(1));
      replica.isAsked(alice.request(1));
      replica.hears(2, orders.at(1));
      assertThat(replica.accepted()).isEqualTo(1);
      assertThat(isWatched(alice.request(1))).as("until it is committed").isTrue();
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(isWatched(alice.request(1))).isFalse();
    }

    @Test
    @Rule("R-ACCEPT")
    @DisplayName("\"not orderable: it is kept [...] but starts no timer and blames nobody\"")
    void notOrderable() {
      Step step = replica.isAsked(alice.request(2));
      assertThat(step.sends(0, Relay.class)).isEmpty();
      assertThat(isWatched(alice.request(2))).isFalse();
      Step first = replica.isAsked(alice.request(1));
      assertThat(first.sends(0, Relay.class))
          .extracting(r -> r.request().number())
          .containsExactly(1L, 2L);
      assertThat(isWatched(alice.request(2))).isTrue();
    }

    @Test
    @DisplayName("asked again, a request is passed on again, and not all that waits with it")
    void onlyWhatIsAskedIsPassedOnAgain() {
      replica.isAsked(alice.request(1));
      replica.isAsked(alice.request(2));
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.sends(0, Relay.class))
          .extracting(r -> r.request().number())
          .containsExactly(1L);
    }

    @Test
    @DisplayName("\"within a bound a client\": beyond the client window it is dropped")
    void boundedByTheClientWindow() {
      assertThat(replica.isAsked(alice.request(4)).ignored()).isEmpty();
      assertThat(replica.isAsked(alice.request(5)).ignored())
          .containsExactly("beyond what is held for clients");
      assertThat(replica.isAsked(alice.request(Long.MAX_VALUE)).ignored()).hasSize(1);
    }

    @Test
    @DisplayName("a request passed on by a peer is held like a client's")
    void ofAPeer() {
      Step step = replica.hears(3, new Relay(alice.request(1)));
      assertThat(step.sends(0, Relay.class)).hasSize(1);
    }

    @Test
    @Rule("R-READ")
    @DisplayName("a READ that a peer relays is not held: its number is of another count")
    void aRelayedReadIsNotHeld() {
      Step step = replica.hears(3, new Relay(alice.read(1)));
      assertThat(step.sentToPeers()).isEmpty();
      assertThat(isWatched(alice.read(1))).isFalse();
      assertThat(step.ignored()).containsExactly("a read that is not to be ordered");
    }

    @Test
    void ofAnObsoleteIncarnationItIsRefused() {
      replica.hears(orders.next(alice.restarted().next()));
      assertThat(replica.isAsked(alice.request(1)).replies(Refused.class))
          .containsExactly(new Refused(Refusal.OBSOLETE_INCARNATION));
    }

    @Test
    void ofOneClientTooManyItIsRefused() {
      Caller carol = new Caller(group.client("carol"));
      Caller dave = new Caller(group.client("dave"));
      replica.hears(orders.next(alice.next(), bob.next(), carol.next()));
      assertThat(replica.isAsked(dave.request(1)).replies(Refused.class))
          .containsExactly(new Refused(Refusal.TOO_MANY_CLIENTS));
    }

    @Test
    @DisplayName("\"A replica that has executed it answers from its reply cache\"")
    void executedItIsAnswered() {
      replica.hears(orders.next(alice.next()));
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.tells(RoleMessage.AnswerAgain.class))
          .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 1));
      assertThat(step.sends(0, Relay.class)).isEmpty();
    }

    @Test
    @Rule("R-CLIENT")
    @DisplayName("\"a missing [...] full result is asked for again\"")
    void theFullResult() {
      Step step = replica.hears(alice.id(), new ClientMessage.ResultRequest(7));
      assertThat(step.tells(RoleMessage.AnswerAgain.class))
          .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 7));
    }
  }

  @Nested
  @Rule("R-SUSPECT")
  @DisplayName("\"a request timer runs out\"")
  class RequestTimers {

    @Test
    @DisplayName("not ordered in time, and again after that")
    void notOrderedInTime() {
      replica.isAsked(alice.request(1));
      Step step = replica.fires(timerOf(alice.request(1)));
      assertThat(step.suspicions())
          .containsExactly(new Suspicion.RequestTimedOut(OperationId.of(alice.request(1))));
      assertThat(isWatched(alice.request(1))).isTrue();
    }

    @Test
    @Rule("R-CLIENT-4")
    @DisplayName(
        "\"the request timer runs until the request's slot is committed\", accepted or not")
    void untilItIsCommitted() {
      replica.isAsked(alice.request(1));
      replica.hears(orders.next(alice.next()));
      assertThat(replica.fires(timerOf(alice.request(1))).suspicions()).hasSize(1);
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(isWatched(alice.request(1))).isFalse();
    }

    @Test
    @DisplayName("asked for only after it was accepted, it is watched as well")
    void askedAgainAfterItWasAccepted() {
      replica.hears(orders.next(alice.next()));
      replica.isAsked(alice.request(1));
      assertThat(isWatched(alice.request(1))).isTrue();
    }

    @Test
    @DisplayName("asking again does not put the suspicion off")
    void askingAgainDoesNotPutItOff() {
      replica.isAsked(alice.request(1));
      assertThat(replica.isAsked(alice.request(1)).started()).isEmpty();
      replica.hears(orders.next(alice.next()));
      assertThat(replica.isAsked(alice.request(1)).started())
          .doesNotContain(timerOf(alice.request(1)));
    }

    @Test
    @DisplayName("\"stopped by the commit of any body of that number\"")
    void anyBodyEndsIt() {
      replica.isAsked(alice.request(1, "one"));
      replica.hears(orders.next(alice.request(1, "another")));
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(isWatched(alice.request(1))).isFalse();
    }

    @Test
    @DisplayName("a stable checkpoint commits, too")
    void aStableCheckpointEndsIt() {
      replica.isAsked(alice.request(1));
      replica.hears(orders.next(4, alice));
      replica.stabilizes(orders, 4);
      assertThat(isWatched(alice.request(1))).isFalse();
    }

    @Test
    @DisplayName("of an incarnation that a newer one ends, it blames nobody")
    void anObsoleteIncarnationBlamesNobody() {
      replica.isAsked(alice.request(1));
      replica.isAsked(alice.request(2));
      replica.hears(orders.next(alice.restarted().next()));
      assertThat(isWatched(alice.request(1))).isFalse();
      assertThat(isWatched(alice.request(2))).isFalse();
    }

    @Test
    @DisplayName("of a client that another one has taken the last place from, it blames nobody")
    void anUnwelcomeClientBlamesNobody() {
      Caller carol = new Caller(group.client("carol"));
      Caller dave = new Caller(group.client("dave"));
      replica.isAsked(dave.request(1));
      replica.hears(orders.next(alice.next(), bob.next(), carol.next()));
      assertThat(replica.fires(timerOf(dave.request(1))).suspicions()).isEmpty();
      assertThat(isWatched(dave.request(1))).isFalse();
    }

    @Test
    @DisplayName("of a client whose admission ends meanwhile, it blames nobody")
    void anAdmissionThatEndsBlamesNobody() {
      Caller guest =
          new Caller(
              group.client(
                  "guest", TestGroup.NOT_BEFORE, TestGroup.NOW.plus(Duration.ofSeconds(4))));
      replica.isAsked(guest.request(1));
      replica.passes(Duration.ofSeconds(3));
      assertThat(replica.fires(timerOf(guest.request(1))).suspicions()).isEmpty();
    }

    @Test
    @DisplayName("at the edge of an admission clocks may differ: passed on, but no timer runs")
    void atTheEdgeOfAnAdmission() {
      Caller late =
          new Caller(
              group.client(
                  "late", TestGroup.NOT_BEFORE, TestGroup.NOW.plus(Duration.ofSeconds(1))));
      Caller early = new Caller(group.client("early", TestGroup.NOW, TestGroup.NOT_AFTER));
      for (Caller guest : new Caller[] {late, early}) {
        Step step = replica.isAsked(guest.request(1));
        assertThat(step.sends(0, Relay.class)).hasSize(1);
        assertThat(isWatched(guest.request(1))).isFalse();
      }
    }

    @Test
    @DisplayName("a request that a client shows to backups only is ordered by the primary in time")
    void toBackupsOnly() {
      Step relayed = replica.isAsked(alice.request(1));
      assertThat(relayed.sends(0, Relay.class)).hasSize(1);
      replica.hears(orders.next(alice.next()));
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(replica.isAsked(alice.request(1)).started()).as("a late duplicate").isEmpty();
    }

    @Test
    @DisplayName("the primary does not suspect itself")
    void thePrimaryDoesNotSuspectItself() {
      BackupHarness primary = new BackupHarness(group, 0);
      primary.on(new RoleMessage.Proposed(orders.next(alice.next())));
      primary.on(new RoleMessage.AskedAgain(alice.request(1)));
      Step step = primary.fires(timerOf(alice.request(1)));
      assertThat(step.suspicions()).isEmpty();
    }
  }

  @Nested
  @Rule("R-READ")
  class Reads {

    @Test
    @DisplayName(
        "\"executed [...] every slot for which it has sent COMMIT, LOCAL-COMMIT or CERTIFIED; until"
            + " then the read waits\"")
    void waitsForWhatWasAcknowledged() {
      replica.stallsExecution();
      replica.hears(orders.next(2, alice));
      Step before = replica.isAsked(bob.read(1));
      assertThat(before.tells(RoleMessage.Read.class))
          .containsExactly(new RoleMessage.Read(bob.read(1), Slot.ZERO));
      replica.hears(
          alice.id(), new ClientMessage.CommitCertificate(2, orders.certificate(2, 0, 2, 3)));
      assertThat(replica.isAsked(bob.read(2)).tells(RoleMessage.Read.class))
          .containsExactly(new RoleMessage.Read(bob.read(2), new Slot(2)));
    }

    @Test
    void waitsForWhatItHasSentCommitFor() {
      replica.stallsExecution();
      replica.hears(orders.agreed(alice.next()));
      replica.hearsPrepares(orders, 1, 0, 2);
      assertThat(replica.isAsked(bob.read(1)).tells(RoleMessage.Read.class))
          .containsExactly(new RoleMessage.Read(bob.read(1), new Slot(1)));
    }

    @Test
    @DisplayName("a read is neither held, passed on nor watched")
    void isNotOrdered() {
      Step step = replica.isAsked(bob.read(1));
      assertThat(step.sentToPeers()).isEmpty();
      assertThat(step.started()).isEmpty();
    }

    @Test
    @Rule("R-CHECKPOINT")
    @DisplayName("a replica whose state is wrong \"stops answering\"")
    void aDivergedReplicaStopsAnswering() {
      replica.on(new RoleMessage.StopAnswering(new Slot(4)));
      Step step = replica.isAsked(bob.read(1));
      assertThat(step.tells(RoleMessage.Read.class)).isEmpty();
      assertThat(step.ignored()).containsExactly("this replica's state is wrong");
    }
  }
}
