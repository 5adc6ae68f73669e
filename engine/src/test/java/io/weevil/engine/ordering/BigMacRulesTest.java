package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.model.Request;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-ACCEPT-4 where requests carry MAC vectors, as replica 1 sees it. */
@Rule("R-ACCEPT-4")
@DisplayName("a MAC that is wrong here may be right elsewhere (Aardvark's big MAC attack)")
class BigMacRulesTest {

  private final TestGroup group = BackupHarness.group();
  private final BackupHarness replica = new BackupHarness(group, 1);
  private final Orders orders = new Orders(group);
  private final Caller alice = new Caller(group.client("alice"));
  private final Caller bob = new Caller(group.client("bob"));

  @Test
  @DisplayName("\"Refusals that depend on this replica's [...] MAC [...] are waits, not evidence\"")
  void itWaits() {
    Step step = replica.hearsFaulty(0, orders.next(alice.next()), false);
    assertThat(replica.accepted()).isZero();
    assertThat(step.suspicions()).isEmpty();
  }

  @Test
  @DisplayName("once others have committed it, it is accepted by its digest")
  void itIsAcceptedOnceCommittedByOthers() {
    replica.hearsFaulty(0, orders.agreed(alice.next()), false);
    replica.hearsCommits(orders, 1, 0, 2);
    assertThat(replica.accepted()).isZero();
    replica.hearsCommits(orders, 1, 3);
    assertThat(replica.accepted()).isEqualTo(1);
  }

  @Test
  @DisplayName("a commit of a later slot on the same history vouches for it as well")
  void aLaterCommitVouches() {
    replica.hearsFaulty(0, orders.next(alice.next()), false);
    replica.hears(0, orders.agreed(bob.next()));
    replica.hearsCommits(orders, 2, 0, 2, 3);
    assertThat(replica.accepted()).isEqualTo(2);
    assertThat(replica.committed()).isEqualTo(2);
  }

  @Test
  @DisplayName("a commit of another history does not")
  void aCommitOfAnotherHistoryDoesNotVouch() {
    Orders others = orders.fork();
    others.agreed(bob.next());
    replica.hearsFaulty(0, orders.agreed(alice.next()), false);
    replica.hearsCommits(others, 1, 0, 2, 3);
    assertThat(replica.accepted()).isZero();
  }

  @Test
  @DisplayName("a proven checkpoint vouches for it")
  void aProvenCheckpointVouches() {
    replica.hearsFaulty(0, orders.next(alice.next()), false);
    replica.hears(orders.next(3, bob));
    assertThat(replica.accepted()).isZero();
    replica.learnsProven(orders, 4);
    assertThat(replica.accepted()).isEqualTo(4);
  }

  @Test
  @DisplayName("committed or not, a request that was ordered before is not taken twice")
  void exactlyOnceStands() {
    Request first = alice.next();
    replica.hears(orders.next(first));
    replica.hearsFaulty(0, orders.agreed(first), false);
    replica.hearsCommits(orders, 2, 0, 2, 3);
    assertThat(replica.accepted()).isEqualTo(1);
  }
}
