package io.weevil.engine.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.quorum.Quorums;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizes that a backup counts to, in groups of any f and c: not one less, and no more. */
class GroupSizesTest {

  private Quorums quorums;
  private BackupHarness replica;
  private Orders orders;
  private Caller alice;

  private void group(int f, int c) {
    TestGroup group = TestGroup.of(f, c);
    quorums = group.quorums();
    replica = new BackupHarness(group, 1);
    orders = new Orders(group);
    alice = new Caller(group.client("alice"));
  }

  /** The k-th of the other replicas, counted from 1: 0, 2, 3, … */
  private static int other(int k) {
    return k == 1 ? 0 : k;
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-AGREE")
  @DisplayName("`certify` votes, the own one included, are a certificate; `certify` COMMITs commit")
  void certificates(int f, int c) {
    group(f, c);
    replica.hears(orders.agreed(alice.next()));
    for (int k = 1; k < quorums.certify() - 1; k++) {
      Step step = replica.hearsPrepares(orders, 1, other(k));
      assertThat(step.broadcasts(Commit.class)).isEmpty();
    }
    Step last = replica.hearsPrepares(orders, 1, other(quorums.certify() - 1));
    assertThat(last.broadcasts(Commit.class)).hasSize(1);
    for (int k = 1; k < quorums.certify() - 1; k++) {
      replica.hearsCommits(orders, 1, other(k));
      assertThat(replica.committed()).isZero();
    }
    replica.hearsCommits(orders, 1, other(quorums.certify() - 1));
    assertThat(replica.committed()).isEqualTo(1);
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-ACCEPT-5")
  @DisplayName("`certify` COMMITs of others vouch for a batch that this replica's clock holds")
  void vouching(int f, int c) {
    group(f, c);
    Timestamp ahead = TestGroup.NOW.plus(Duration.ofHours(1));
    replica.hears(orders.next(Track.AGREED, ahead, alice.next()));
    for (int k = 1; k < quorums.certify(); k++) {
      replica.hearsCommits(orders, 1, other(k));
      assertThat(replica.accepted()).isZero();
    }
    replica.hearsCommits(orders, 1, other(quorums.certify()));
    assertThat(replica.accepted()).isEqualTo(1);
  }

  @ParameterizedTest(name = "f = {0}, c = {1}")
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
  @Rule("R-SUSPECT")
  @DisplayName("f liars' votes for another history prove nothing; `weak` do")
  void opposition(int f, int c) {
    group(f, c);
    Orders others = orders.fork();
    others.agreed(alice.request(1, "another"));
    replica.hears(orders.agreed(alice.next()));
    for (int k = 1; k <= f; k++) {
      assertThat(replica.hearsPrepares(others, 1, other(k)).suspicions()).isEmpty();
    }
    assertThat(replica.hearsPrepares(others, 1, other(f + 1)).suspicions()).hasSize(1);
  }
}
