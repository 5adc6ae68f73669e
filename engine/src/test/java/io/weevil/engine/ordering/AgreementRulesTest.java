package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Promise;
import io.weevil.engine.role.RoleMessage;
import io.weevil.engine.role.RoleMessage.Execute;
import io.weevil.engine.role.Suspicion;
import io.weevil.engine.role.TimerKey;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** R-VOTE, R-SPECULATE, R-AGREE and R-EXCHANGE, as replica 1 of four carries them out. K is 4. */
class AgreementRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  private static List<Long> slotsOf(List<Execute> executions) {
    return executions.stream().map(e -> e.slot().number()).toList();
  }

  @Nested
  @Rule("R-VOTE")
  class Votes {

    @Test
    @DisplayName("\"a correct replica votes [...] for each slot that it accepts\", in its own name")
    void forEachSlotThatItAccepts() {
      Step step = replica.hears(orders.next(2, alice));
      assertThat(step.promises(Promise.Accepted.class))
          .extracting(p -> p.vote().vote())
          .containsExactly(
              new Vote(View.ZERO, new Slot(1), orders.historyAt(1)),
              new Vote(View.ZERO, new Slot(2), orders.historyAt(2)));
      assertThat(step.promises(Promise.Accepted.class))
          .allMatch(p -> group.signatures().isAuthentic(p.vote()));
    }

    @Test
    @DisplayName("\"never for two histories at one (v, s)\"")
    void neverForTwoHistories() {
      Orders others = orders.fork();
      replica.hears(orders.agreed(alice.next()));
      Step step = replica.hears(0, others.agreed(bob.next()));
      assertThat(step.promises(Promise.Accepted.class)).isEmpty();
      assertThat(step.broadcasts(Prepare.class)).isEmpty();
    }
  }

  @Nested
  @Rule("R-SPECULATE")
  class Speculate {

    @Test
    @DisplayName(
        "\"Execute on acceptance, in slot order [...] with the vote\"; nothing goes to peers")
    void executesOnAcceptance() {
      Step step = replica.hears(orders.next(3, alice));
      List<Execute> executions = step.tells(Execute.class);
      assertThat(slotsOf(executions)).containsExactly(1L, 2L, 3L);
      assertThat(executions).allMatch(e -> e.grade() == Grade.SPECULATIVE);
      assertThat(executions).allMatch(e -> e.vote() != null && e.header() != null);
      assertThat(step.sentToPeers()).isEmpty();
    }

    @Test
    @DisplayName("\"behind an AGREED slot that is still waiting, it waits\"")
    void waitsBehindAnAgreedSlot() {
      Step waiting = replica.hears(orders.agreed(alice.next()), orders.next(alice.next()));
      assertThat(waiting.tells(Execute.class)).isEmpty();
      Step certified = replica.hearsPrepares(orders, 1, 0, 2);
      assertThat(certified.tells(Execute.class))
          .extracting(Execute::grade)
          .containsExactly(Grade.CERTIFIED, Grade.SPECULATIVE);
    }
  }

  @Nested
  @Rule("R-AGREE")
  class Agree {

    @Test
    @DisplayName("\"Send PREPARE with the vote to all replicas\", and do not execute yet")
    void sendsPrepare() {
      Step step = replica.hears(orders.agreed(alice.next()));
      assertThat(step.broadcasts(Prepare.class)).containsExactly(orders.prepare(1, 1));
      assertThat(step.tells(Execute.class)).isEmpty();
    }

    @Test
    @DisplayName("\"A certificate of the current view [...] ⇒ send COMMIT to all, execute\"")
    void aCertificateMeansCommit() {
      replica.hears(orders.agreed(alice.next()));
      Step twoVotes = replica.hearsPrepares(orders, 1, 0);
      assertThat(twoVotes.broadcasts(Commit.class)).isEmpty();
      assertThat(twoVotes.tells(Execute.class)).isEmpty();
      Step threeVotes = replica.hearsPrepares(orders, 1, 3);
      assertThat(threeVotes.broadcasts(Commit.class)).containsExactly(orders.commit(1));
      assertThat(threeVotes.tells(Execute.class))
          .extracting(Execute::grade)
          .containsExactly(Grade.CERTIFIED);
      assertThat(replica.committed()).isZero();
    }

    @Test
    @DisplayName("a replica that votes twice is one replica")
    void aReplicaCountsOnce() {
      replica.hears(orders.agreed(alice.next()));
      Step step = replica.hearsPrepares(orders, 1, 2, 2, 2);
      assertThat(step.broadcasts(Commit.class)).isEmpty();
    }

    @Test
    @DisplayName("votes for other histories make no certificate together, nor does a second vote")
    void onlyEqualVotesCount() {
      Orders others = orders.fork();
      others.agreed(bob.next());
      replica.hears(orders.agreed(alice.next()));
      replica.hearsPrepares(others, 1, 2);
      Step step = replica.hearsPrepares(orders, 1, 0);
      assertThat(step.broadcasts(Commit.class)).isEmpty();
      Step secondVote = replica.hears(2, orders.prepare(2, 1));
      assertThat(secondVote.ignored()).containsExactly("the replica voted otherwise before");
      assertThat(secondVote.broadcasts(Commit.class)).isEmpty();
    }

    @Test
    @DisplayName("\"`certify` COMMITs ⇒ the prefix is committed\": not one less, no replica twice")
    void certifyCommitsCommit() {
      replica.hears(orders.agreed(alice.next()));
      replica.hearsPrepares(orders, 1, 0, 2);
      replica.hearsCommits(orders, 1, 2, 2, 2);
      assertThat(replica.committed()).isZero();
      Step step = replica.hearsCommits(orders, 1, 3);
      assertThat(replica.committed()).isEqualTo(1);
      assertThat(step.tells(RoleMessage.Standing.class))
          .last()
          .isEqualTo(new RoleMessage.Standing(View.ZERO, new Slot(1), new Slot(1), new Slot(1)));
    }

    @Test
    @DisplayName(
        "\"A committed slot is executed, whether this replica saw the certificate or not\"")
    void committedWithoutACertificate() {
      replica.hears(orders.agreed(alice.next()));
      Step step = replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(slotsOf(step.tells(Execute.class))).containsExactly(1L);
      assertThat(replica.committed()).isEqualTo(1);
    }

    @Test
    @DisplayName("\"a certificate or COMMIT for s covers all below it on the same history\"")
    void coversAllBelow() {
      replica.hears(orders.agreed(alice.next()), orders.agreed(alice.next()));
      Step certified = replica.hearsPrepares(orders, 2, 0, 3);
      assertThat(slotsOf(certified.tells(Execute.class))).containsExactly(1L, 2L);
      assertThat(certified.broadcasts(Commit.class)).containsExactly(orders.commit(2));
      replica.hearsCommits(orders, 1, 0);
      replica.hearsCommits(orders, 2, 2);
      assertThat(replica.committed()).as("slot 1 by r0, r1 and r2").isEqualTo(1);
      replica.hearsCommits(orders, 2, 0);
      assertThat(replica.committed()).isEqualTo(2);
    }

    @Test
    @DisplayName("a COMMIT on another history covers nothing here")
    void aCommitOnAnotherHistoryCoversNothing() {
      Orders others = orders.fork();
      others.next(2, bob);
      replica.hears(orders.agreed(alice.next()), orders.agreed(alice.next()));
      replica.hearsCommits(others, 2, 0, 2, 3);
      assertThat(replica.committed()).isZero();
    }

    @Test
    @DisplayName("PREPAREs and COMMITs that come before the ORDER-REQ count when it comes")
    void votesBeforeTheOrder() {
      OrderReq order = orders.agreed(alice.next());
      replica.hearsPrepares(orders, 1, 2, 3);
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(replica.accepted()).isZero();
      assertThat(replica.committed()).isZero();
      Step step = replica.hears(order);
      assertThat(slotsOf(step.tells(Execute.class))).containsExactly(1L);
      assertThat(step.broadcasts(Commit.class)).hasSize(1);
      assertThat(replica.committed()).isEqualTo(1);
    }

    @Test
    @DisplayName("\"Slots are pipelined\"")
    void slotsArePipelined() {
      replica.hears(orders.agreed(alice.next()), orders.agreed(alice.next()));
      replica.hearsPrepares(orders, 2, 0, 2);
      Step late = replica.hearsPrepares(orders, 1, 0, 2);
      assertThat(late.broadcasts(Commit.class)).as("covered by the COMMIT for 2").isEmpty();
    }

    @Test
    @DisplayName("of another view, or outside the window, votes and COMMITs are dropped")
    void outOfPlace() {
      orders.agreed(alice.next());
      Prepare ofView1 = new Prepare(group.vote(2, new View(1), new Slot(1), orders.historyAt(1)));
      assertThat(replica.hears(2, ofView1).outputs()).as("it waits for its view").isEmpty();
      Commit commitOfView1 = new Commit(new View(1), new Slot(1), orders.historyAt(1));
      assertThat(replica.hears(2, commitOfView1).outputs()).isEmpty();
      for (long slot : new long[] {9, Long.MAX_VALUE}) {
        Prepare far = new Prepare(group.vote(2, View.ZERO, new Slot(slot), group.digest()));
        assertThat(replica.hears(2, far).ignored()).containsExactly("beyond the window");
        Commit farCommit = new Commit(View.ZERO, new Slot(slot), group.digest());
        assertThat(replica.hears(2, farCommit).ignored()).containsExactly("beyond the window");
      }
      Prepare zero = new Prepare(group.vote(2, View.ZERO, Slot.ZERO, group.digest()));
      assertThat(replica.hears(2, zero).ignored()).hasSize(1);
    }
  }

  @Nested
  @Rule("R-EXCHANGE")
  class Exchange {

    @Test
    @Rule("R-EXCHANGE-1")
    @DisplayName("\"it is a multiple of the checkpoint interval K\"")
    void atACheckpoint() {
      Step step = replica.hears(orders.next(5, alice));
      assertThat(step.broadcasts(Prepare.class)).containsExactly(orders.prepare(1, 4));
      replica.hearsPrepares(orders, 4, 0, 2);
      Step committed = replica.hearsCommits(orders, 4, 0, 2);
      assertThat(replica.committed()).isEqualTo(4);
      assertThat(committed.tells(RoleMessage.Committed.class))
          .containsExactly(new RoleMessage.Committed(new Slot(4), orders.historyAt(4)));
    }

    @Test
    @DisplayName("every checkpoint that a commit passes is told, once")
    void everyCheckpointIsTold() {
      replica.hears(orders.next(8, alice));
      Step step = replica.hearsCommits(orders, 8, 0, 2, 3);
      assertThat(step.tells(RoleMessage.Committed.class))
          .extracting(c -> c.slot().number())
          .containsExactly(4L, 8L);
      assertThat(replica.hearsCommits(orders, 4, 0, 2, 3).tells(RoleMessage.Committed.class))
          .isEmpty();
    }

    @Test
    @Rule("R-EXCHANGE-3")
    @DisplayName(
        "\"it is the last accepted slot, and a client asks again for an executed request at or"
            + " below it that is not committed here\"")
    void whenAClientAsksAgain() {
      replica.hears(orders.next(2, alice));
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.broadcasts(Prepare.class)).containsExactly(orders.prepare(1, 2));
      assertThat(step.tells(RoleMessage.AnswerAgain.class))
          .containsExactly(new RoleMessage.AnswerAgain(alice.id(), 1));
      Step again = replica.isAsked(alice.request(1));
      assertThat(again.broadcasts(Prepare.class)).as("the own vote is sent once").isEmpty();
    }

    @Test
    @Rule("R-EXCHANGE-3")
    @DisplayName("what is committed here needs no exchange: it is answered")
    void notForWhatIsCommitted() {
      replica.hears(orders.next(2, alice));
      replica.hearsCommits(orders, 2, 0, 2, 3);
      Step step = replica.isAsked(alice.request(1));
      assertThat(step.broadcasts(Prepare.class)).isEmpty();
      assertThat(step.tells(RoleMessage.AnswerAgain.class)).hasSize(1);
    }

    @Test
    @Rule("R-EXCHANGE-3")
    @DisplayName("\"or a STATUS period has passed without its commit\": an idle tail commits")
    void afterAStatusPeriod() {
      replica.hears(orders.next(2, alice));
      Step first = replica.fires(new TimerKey.StatusPeriod());
      assertThat(first.broadcasts(Prepare.class)).as("no whole period yet").isEmpty();
      Step second = replica.fires(new TimerKey.StatusPeriod());
      assertThat(second.broadcasts(Prepare.class)).containsExactly(orders.prepare(1, 2));
      replica.hearsPrepares(orders, 2, 0, 2);
      replica.hearsCommits(orders, 2, 0, 2);
      assertThat(replica.committed()).isEqualTo(2);
      orders.next(alice.next());
      replica.fires(new TimerKey.StatusPeriod());
      assertThat(replica.fires(new TimerKey.StatusPeriod()).sentToPeers()).isEmpty();
    }

    @Test
    @Rule("R-EXCHANGE-4")
    @DisplayName(
        "\"a PREPARE of this view from another replica for a slot ≤ the last accepted one arrives,"
            + " and the own vote for it was not yet sent\"")
    void whenAnotherReplicaPrepares() {
      replica.hears(orders.next(3, alice));
      Step step = replica.hearsPrepares(orders, 2, 3);
      assertThat(step.broadcasts(Prepare.class)).containsExactly(orders.prepare(1, 2));
      assertThat(replica.hearsPrepares(orders, 2, 0).broadcasts(Prepare.class)).isEmpty();
    }

    @Test
    @Rule("R-EXCHANGE-4")
    @DisplayName("also when the PREPARE comes before the slot does")
    void whenAnotherReplicaPreparedBefore() {
      OrderReq first = orders.next(alice.next());
      replica.hearsPrepares(orders, 1, 3);
      assertThat(replica.hears(first).broadcasts(Prepare.class))
          .containsExactly(orders.prepare(1, 1));
    }

    @Test
    @DisplayName("\"A slot named by PREPARE or COMMIT that is lacking is a hole\"")
    void aNamedSlotThatIsLackingIsAHole() {
      orders.next(2, alice);
      replica.hearsPrepares(orders, 2, 3);
      replica.hearsPrepares(orders, 2, 2);
      Step late = replica.fires(new TimerKey.Hole());
      assertThat(late.sends(0, FillHole.class))
          .containsExactly(new FillHole(View.ZERO, new Slot(1), new Slot(2)));
    }

    @Test
    @Rule("R-SUSPECT")
    @DisplayName("\"a vote-exchanging slot is not committed in time\"")
    void notCommittedInTime() {
      replica.hears(orders.next(4, alice));
      Step step = replica.fires(new TimerKey.VoteExchange(new Slot(4)));
      assertThat(step.suspicions()).containsExactly(new Suspicion.SlotNotCommitted(new Slot(4)));
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(4)))).isTrue();
    }

    @Test
    @Rule("R-SUSPECT")
    @DisplayName("committed in time, its timer ends, and the next one's runs")
    void committedInTime() {
      replica.hears(orders.agreed(alice.next()), orders.agreed(alice.next()));
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(1)))).isTrue();
      replica.hearsCommits(orders, 1, 0, 2, 3);
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(1)))).isFalse();
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(2)))).isTrue();
      replica.hearsCommits(orders, 2, 0, 2, 3);
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(2)))).isFalse();
    }

    @Test
    @Rule("R-SUSPECT")
    @DisplayName("a liar that names lower and lower slots does not put the suspicion off")
    void lowerSlotsDoNotPutItOff() {
      replica.hears(orders.next(4, alice));
      for (int slot = 3; slot >= 1; slot--) {
        Step step = replica.hearsPrepares(orders, slot, 3);
        assertThat(step.stopped()).isEmpty();
        assertThat(step.started()).isEmpty();
      }
      assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(4)))).isTrue();
    }
  }

  @Nested
  @Rule({"R-SUSPECT", "R-EVIDENCE"})
  @DisplayName("the primary gives replicas different histories")
  class History {

    private final Orders others = orders.fork();

    @Test
    @DisplayName("`weak` votes for another history prove that it signed both")
    void weakVotesForAnotherHistory() {
      others.agreed(bob.next());
      replica.hears(orders.agreed(alice.next()));
      assertThat(replica.hearsPrepares(others, 1, 2).suspicions()).isEmpty();
      Step step = replica.hearsPrepares(others, 1, 3);
      assertThat(step.suspicions()).hasSize(1);
      assertThat(step.suspicions().get(0)).isInstanceOf(Suspicion.PrimaryFaulty.class);
    }

    @Test
    @DisplayName("also when the votes came first")
    void votesForAnotherHistoryBefore() {
      others.agreed(bob.next());
      replica.hearsPrepares(others, 1, 2, 3);
      assertThat(replica.hears(orders.agreed(alice.next())).suspicions()).hasSize(1);
    }

    @Test
    @DisplayName("a single liar's votes prove nothing, however many")
    void oneLiarProvesNothing() {
      others.next(4, bob);
      replica.hears(orders.next(4, alice));
      for (int slot = 1; slot <= 4; slot++) {
        assertThat(replica.hearsPrepares(others, slot, 3).suspicions()).isEmpty();
      }
    }

    @Test
    @DisplayName("\"equal later slot numbers do not hide it\": a history once apart stays apart")
    void historiesStayApart() {
      others.next(bob.next());
      replica.hears(orders.next(alice.next()));
      Caller carol = new Caller(group.client("carol"));
      for (int slot = 2; slot <= 4; slot++) {
        io.weevil.engine.model.Request same = carol.next();
        replica.hears(orders.next(same));
        others.next(same);
      }
      Step step = replica.hearsPrepares(others, 4, 2, 3);
      assertThat(step.broadcasts(Commit.class)).isEmpty();
      assertThat(step.suspicions()).isNotEmpty();
    }

    @Test
    @Rule("R-CHECKPOINT")
    @DisplayName("\"One whose h_s differs was lied to by a primary\": the proof is reason enough")
    void aCheckpointOfAnotherHistory() {
      others.next(4, bob);
      replica.hears(orders.next(4, alice));
      Step step = replica.learnsProven(others, 4);
      assertThat(step.suspicions()).hasSize(1);
      assertThat(replica.committed()).isZero();
    }

    @Test
    @Rule("R-CHECKPOINT")
    @DisplayName("also when the proof was there before the slot")
    void aCheckpointOfAnotherHistoryBefore() {
      others.next(4, bob);
      replica.learnsProven(others, 4);
      Step step = replica.hears(orders.next(4, alice));
      assertThat(step.suspicions()).hasSize(1);
      assertThat(replica.committed()).isZero();
    }

    @Test
    @DisplayName("a slot refused for a fork makes room for the one that extends this log")
    void convergesToTheOthers() {
      OrderReq first = orders.next(alice.next());
      others.next(bob.next());
      replica.hears(0, others.next(bob.next())); // slot 2 of the other history, first
      replica.hears(0, first);
      assertThat(replica.accepted()).isEqualTo(1);
      replica.hears(3, orders.next(alice.next()));
      assertThat(replica.accepted()).isEqualTo(2);
    }
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName(
      "\"or when it is at or below a stable checkpoint\": proven and in the log, it is committed")
  void aProvenCheckpointCommits() {
    replica.hears(orders.agreed(alice.next()));
    replica.hears(orders.next(3, alice));
    Step step = replica.learnsProven(orders, 4);
    assertThat(replica.committed()).isEqualTo(4);
    assertThat(slotsOf(step.tells(Execute.class))).containsExactly(1L, 2L, 3L, 4L);
    replica.hears(orders.next(4, alice));
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("\"Then drop log ≤ s\": what goes on below a stable checkpoint is over")
  void belowAStableCheckpointAllIsOver() {
    replica.hears(orders.next(4, alice));
    assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(4)))).isTrue();
    replica.stabilizes(orders, 4);
    assertThat(replica.stable()).isEqualTo(4);
    assertThat(replica.committed()).isEqualTo(4);
    assertThat(replica.waitsFor(new TimerKey.VoteExchange(new Slot(4)))).isFalse();
    assertThat(replica.hearsPrepares(orders, 4, 2).ignored())
        .containsExactly("at or below the stable checkpoint");
    assertThat(replica.hearsCommits(orders, 3, 2).ignored())
        .containsExactly("at or below the stable checkpoint");
  }
}
