package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.digestOf;
import static io.weevil.engine.client.ClientScene.fullOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Quorums;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import org.junit.jupiter.api.Test;

/** Section 3, "Grades add up", with f = 1 and c = 0: fast 4, certify 3, weak 2. */
class ReplyQuorumTest {

  private final ReplyQuorum quorum = new ReplyQuorum(new Quorums(1, 0));

  static SpecResponse reply(int replica, View view, Digest history, String result, Grade grade) {
    return reply(replica, view, history, digestOf(result), grade);
  }

  static SpecResponse reply(int replica, View view, Digest history, Result result, Grade grade) {
    SignedVote vote =
        grade == Grade.SPECULATIVE
            ? new SignedVote(new ReplicaId(replica), new Vote(view, S1, history), Bytes.EMPTY)
            : null;
    return new SpecResponse(view, S1, history, 1, result, grade, vote, null);
  }

  private void collect(int replica, View view, Digest history, String result, Grade grade) {
    quorum.collect(new ReplicaId(replica), reply(replica, view, history, result, grade));
  }

  private void collectLocalCommit(int replica, View view, Digest history) {
    quorum.collect(new ReplicaId(replica), new LocalCommit(view, S1, history, 1));
  }

  private Grade grade() {
    ReplyQuorum.Agreement agreement = quorum.agreed();
    return agreement == null ? null : agreement.grade();
  }

  @Test
  @Rule("R-CLIENT-3")
  void countsACommittedReplyAsCertifiedOfAnyView() {
    collect(0, V1, A, "r", Grade.COMMITTED);
    collect(1, V0, A, "r", Grade.CERTIFIED);
    assertThat(grade()).isNull();
    collect(2, V0, A, "r", Grade.CERTIFIED);
    assertThat(grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void countsACertifiedReplyAsSpeculativeOfItsOwnViewOnly() {
    collect(0, V0, A, "r", Grade.SPECULATIVE);
    collect(1, V0, A, "r", Grade.SPECULATIVE);
    collect(2, V0, A, "r", Grade.SPECULATIVE);
    collect(3, V1, A, "r", Grade.CERTIFIED);
    assertThat(grade()).isNull();
    collect(3, V0, A, "r", Grade.CERTIFIED);
    assertThat(grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  @Rule("R-CLIENT-3")
  void countsALocalCommitAsSpeculativeOfItsViewOnceTheResultIsKnown() {
    collect(0, V0, A, "r", Grade.SPECULATIVE);
    collect(1, V0, A, "r", Grade.SPECULATIVE);
    collectLocalCommit(3, V0, A);
    assertThat(grade()).isNull();
    collect(2, V0, A, "r", Grade.SPECULATIVE);
    assertThat(grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  @Rule("R-CLIENT-3")
  void addsUpNothingOfTwoViewsButWhatIsCommitted() {
    for (int replica = 0; replica < 4; replica++) {
      collect(replica, new View(replica % 2), A, "r", Grade.CERTIFIED);
    }
    assertThat(grade()).isNull();
  }

  @Test
  @Rule("R-CLIENT-3")
  void addsUpNothingOfTwoHistoriesOrResults() {
    collect(0, V0, A, "r", Grade.COMMITTED);
    collect(1, V0, B, "r", Grade.COMMITTED);
    collect(2, V0, A, "other", Grade.COMMITTED);
    assertThat(grade()).isNull();
  }

  @Test
  @Rule("R-CLIENT-3")
  void reportsTheBestGradeThereIs() {
    for (int replica = 0; replica < 4; replica++) {
      collect(replica, V0, A, "r", replica < 2 ? Grade.COMMITTED : Grade.SPECULATIVE);
    }
    assertThat(grade()).isEqualTo(Grade.COMMITTED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void keepsWhatAReplicaSaidInAnEarlierViewBesideWhatItSaysNow() {
    for (int replica = 0; replica < 3; replica++) {
      collect(replica, V0, A, "r", Grade.SPECULATIVE);
    }
    collect(0, V1, B, "r", Grade.SPECULATIVE);
    collect(3, V0, A, "r", Grade.SPECULATIVE);
    assertThat(grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  void countsNoReplicaOutsideTheGroup() {
    for (int replica = 4; replica < 10; replica++) {
      collect(replica, V0, A, "r", Grade.COMMITTED);
    }
    assertThat(grade()).isNull();
    assertThat(quorum.size()).isZero();
  }

  @Test
  void aFloodOfStatementsDrivesOutOnlyTheLiarsOwn() {
    for (int replica = 0; replica < 3; replica++) {
      collect(replica, V0, A, "r", Grade.CERTIFIED);
    }
    for (int lie = 0; lie < 1_000; lie++) {
      collect(3, new View(lie), B, "lie " + lie, Grade.SPECULATIVE);
      collectLocalCommit(3, new View(lie), B);
    }
    assertThat(grade()).isEqualTo(Grade.CERTIFIED);
    assertThat(quorum.votesFor(new ReplyQuorum.Statement(V0, S1, B, digestOf("lie 0").digest())))
        .isEmpty();
  }

  @Test
  @Rule("R-CLIENT-2")
  void namesTheStatementOfTheLatestViewThatCertifyRepliesMake() {
    for (int replica = 0; replica < 3; replica++) {
      collect(replica, V0, A, "r", Grade.SPECULATIVE);
    }
    assertThat(quorum.certifiable())
        .isEqualTo(new ReplyQuorum.Statement(V0, S1, A, digestOf("r").digest()));
    for (int replica = 1; replica < 4; replica++) {
      collect(replica, V1, B, "r", Grade.SPECULATIVE);
    }
    assertThat(quorum.certifiable())
        .isEqualTo(new ReplyQuorum.Statement(V1, S1, B, digestOf("r").digest()));
    assertThat(quorum.votesFor(quorum.certifiable())).hasSize(3);
  }

  @Test
  @Rule("R-CLIENT-2")
  void countsAnExcludedReplicaNeverAgain() {
    for (int replica = 0; replica < 3; replica++) {
      collect(replica, V0, A, "r", Grade.SPECULATIVE);
    }
    quorum.exclude(new ReplicaId(0));
    assertThat(quorum.certifiable()).isNull();
    collect(0, V0, A, "r", Grade.COMMITTED);
    collectLocalCommit(0, V0, A);
    assertThat(quorum.certifiable()).isNull();
  }

  @Test
  @Rule("R-CLIENT")
  void findsTheFullResultWithWhoeverSentIt() {
    assertThat(quorum.fullResult(digestOf("r").digest())).isNull();
    quorum.collect(new ReplicaId(2), reply(2, V1, B, fullOf("r"), Grade.SPECULATIVE));
    quorum.collect(new ReplicaId(2), reply(2, V1, B, digestOf("r"), Grade.CERTIFIED));
    assertThat(quorum.fullResult(digestOf("r").digest())).isEqualTo(Bytes.utf8("r"));
    assertThat(quorum.replicasStating(digestOf("r").digest())).containsExactly(new ReplicaId(2));
  }
}
