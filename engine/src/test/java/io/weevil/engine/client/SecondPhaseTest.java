package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.digestOf;
import static io.weevil.engine.client.ClientScene.fastPath;
import static io.weevil.engine.client.ClientScene.fullOf;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.role.Output;
import org.junit.jupiter.api.Test;

/** R-CLIENT-2 with f = 1 and c = 0: fast 4, certify 3. */
class SecondPhaseTest {

  private final ClientScene scene = new ClientScene(1, 0);

  @Test
  @Rule({"R-CLIENT-2", "R-LATE"})
  void showsACertificateToAllWhenTheFastTimerRunsOut() {
    enterSecondPhase(1);

    assertThat(scene.broadcasts(ClientMessage.CommitCertificate.class))
        .singleElement()
        .satisfies(
            commit -> {
              assertThat(commit.number()).isEqualTo(1);
              assertThat(commit.certificate().vote().history()).isEqualTo(A);
              assertThat(commit.certificate().signatures().keySet())
                  .containsExactly(new ReplicaId(0), new ReplicaId(1), new ReplicaId(2));
            });
    assertThat(scene.outcomes).isEmpty();
  }

  private void enterSecondPhase(long number) {
    scene.submit(number, "op");
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, scene.speculative(replica, V0, A, number, "r"));
    }
    scene.fire(fastPath(number));
  }

  @Test
  @Rule({"R-CLIENT-2", "R-LATE"})
  void asksForTheVotesThatItsCertificateLacksOnce() {
    scene.submit(1, "op");
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, unsigned(scene.speculative(replica, V0, A, 1, "r")));
    }
    scene.fire(fastPath(1));
    assertThat(scene.allBroadcasts(ClientMessage.CommitCertificate.class)).isEmpty();
    assertThat(scene.sends(ClientMessage.ResultRequest.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(0), new ReplicaId(1), new ReplicaId(2));
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
    }
    assertThat(scene.allBroadcasts(ClientMessage.CommitCertificate.class)).hasSize(1);
    assertThat(scene.allSends(ClientMessage.ResultRequest.class)).hasSize(3);
  }

  private static SpecResponse unsigned(SpecResponse r) {
    return new SpecResponse(
        r.view(), r.slot(), r.history(), r.number(), r.result(), r.grade(), null, r.header());
  }

  @Test
  @Rule("R-CLIENT-2")
  void endsWithCertifyLocalCommits() {
    enterSecondPhase(1);
    for (int replica = 0; replica < 2; replica++) {
      scene.receive(replica, scene.localCommit(V0, A, 1));
      assertThat(scene.outcomes).isEmpty();
    }
    scene.receive(2, scene.localCommit(V0, A, 1));

    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
    assertThat(scene.result(1)).isEqualTo("r");
    assertThat(scene.timers).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-2")
  void countsLocalCommitsOfTheRepliesOwnViewAndHistoryOnly() {
    enterSecondPhase(1);
    scene.receive(0, scene.localCommit(V0, A, 1));
    scene.receive(1, scene.localCommit(V1, A, 1));
    scene.receive(2, scene.localCommit(V0, B, 1));
    scene.receive(2, scene.localCommit(V0, A, 1));
    assertThat(scene.outcomes).isEmpty();
    scene.receive(1, scene.localCommit(V0, A, 1));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT-2")
  void takesNoResultFromFewerThanCertifyRepliesHoweverManyLocalCommits() {
    scene.submit(1, "op");
    for (int replica = 0; replica < 2; replica++) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
    }
    for (int replica = 0; replica < 4; replica++) {
      scene.receive(replica, scene.localCommit(V0, A, 1));
    }
    assertThat(scene.outcomes).isEmpty();
    scene.receive(3, scene.speculative(3, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT-2")
  void leavesForgedVotesOutOfTheCertificateAndWaitsForMore() {
    scene.submit(1, "op");
    scene.receive(0, scene.speculative(0, V0, A, 1, "r"));
    scene.receive(1, scene.withForgedVote(1, V0, A, 1, "r"));
    scene.receive(2, scene.speculative(2, V0, A, 1, "r"));
    scene.fire(fastPath(1));
    assertThat(scene.allBroadcasts(ClientMessage.CommitCertificate.class)).isEmpty();
    assertThat(scene.core.statistics().badReplies()).containsEntry(BadReply.FORGED_VOTE, 1L);
    assertThat(scene.timers).containsKey(retransmission(1));

    scene.receive(3, scene.speculative(3, V0, A, 1, fullOf("r")));
    assertThat(scene.broadcasts(ClientMessage.CommitCertificate.class))
        .singleElement()
        .satisfies(
            commit ->
                assertThat(commit.certificate().signatures())
                    .doesNotContainKey(new ReplicaId(1))
                    .hasSize(3));
  }

  @Test
  @Rule("R-CLIENT-2")
  void aLateReplyStillEndsTheRequestFast() {
    enterSecondPhase(1);
    scene.receive(3, scene.speculative(3, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  @Rule("R-CLIENT-2")
  void makesANewCertificateWhenTheViewHasChanged() {
    enterSecondPhase(1);
    for (int replica = 1; replica < 4; replica++) {
      scene.receive(replica, scene.speculative(replica, V1, B, 1, "r"));
    }
    scene.fire(fastPath(1));
    assertThat(scene.broadcasts(ClientMessage.CommitCertificate.class))
        .singleElement()
        .satisfies(commit -> assertThat(commit.certificate().vote().view()).isEqualTo(V1));
  }

  @Test
  @Rule("R-CLIENT-2")
  void anAgreementWithoutItsFullResultNeedsNoSecondPhase() {
    scene.submit(1, "op"); // it is the turn of replica 1
    for (int replica : new int[] {0, 2, 3}) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
    }
    scene.receive(1, scene.speculative(1, V0, A, 1, digestOf("r")));
    scene.fire(fastPath(1));
    assertThat(scene.allBroadcasts(ClientMessage.CommitCertificate.class)).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-4")
  void showsItsCertificateAgainWithARetransmission() {
    enterSecondPhase(1);
    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.CommitCertificate.class)).hasSize(1);
  }
}
