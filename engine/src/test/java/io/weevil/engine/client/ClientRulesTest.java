package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.digestOf;
import static io.weevil.engine.client.ClientScene.fastPath;
import static io.weevil.engine.client.ClientScene.fullOf;
import static io.weevil.engine.client.ClientScene.header;
import static io.weevil.engine.client.ClientScene.retransmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.View;
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R-CLIENT, rule by rule, with f = 1 and c = 0 where nothing else is said: fast 4, certify 3, weak
 * 2.
 */
class ClientRulesTest {

  private final ClientScene scene = new ClientScene(1, 0);

  // sending

  @Test
  @Rule("R-CLIENT")
  void sendsTheRequestToThePrimaryOfTheLastKnownView() {
    scene.submit(1, "op");

    assertThat(scene.sends(ClientMessage.Ask.class))
        .singleElement()
        .satisfies(
            send -> {
              assertThat(send.to()).isEqualTo(new ReplicaId(0));
              Request request = ((ClientMessage.Ask) send.message()).request();
              assertThat(request.number()).isEqualTo(1);
              assertThat(request.kind()).isEqualTo(Request.Kind.ORDERED);
            });
    assertThat(scene.broadcasts(Object.class)).isEmpty();
  }

  @Test
  @Rule("R-CLIENT")
  void followsToAViewThatWeakReplicasHaveReachedAndNotAsFarAsALiarWouldLead() {
    scene.submit(1, "op");
    scene.receive(3, scene.speculative(3, new View(7), A, 1, "r"));
    assertThat(scene.core.view()).isEqualTo(V0);

    scene.receive(1, scene.speculative(1, V1, A, 1, "r"));
    assertThat(scene.core.view()).isEqualTo(V1);

    scene.submit(2, "op");
    assertThat(scene.sends(ClientMessage.Ask.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(1));
  }

  @Test
  @Rule("R-CLIENT")
  void numbersRequestsConsecutivelyFromOne() {
    for (int ticket = 1; ticket <= 4; ticket++) {
      scene.submit(ticket, "op");
    }
    assertThat(numbersSent()).containsExactly(1L, 2L, 3L, 4L);
  }

  private List<Long> numbersSent() {
    return scene.allSends(ClientMessage.Ask.class).stream()
        .map(send -> ((ClientMessage.Ask) send.message()).request().number())
        .toList();
  }

  // R-CLIENT-1

  @Test
  @Rule("R-CLIENT-1")
  void endsWithFastEqualSpeculativeRepliesAndNoFewer() {
    scene.submit(1, "op");
    for (int replica = 0; replica < 3; replica++) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
      assertThat(scene.outcomes).isEmpty();
    }
    scene.receive(3, scene.speculative(3, V0, A, 1, "r"));

    assertThat(scene.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
    assertThat(scene.done(1).slot()).isEqualTo(S1);
    assertThat(scene.done(1).history()).isEqualTo(A);
    assertThat(scene.result(1)).isEqualTo("r");
    assertThat(scene.timers).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-1")
  void toleratesCSilentReplicasOnTheFastPath() {
    ClientScene five = new ClientScene(1, 1); // n 6, fast 5
    five.submit(1, "op");
    for (int replica = 0; replica < 4; replica++) {
      five.receive(replica, five.speculative(replica, V0, A, 1, "r"));
    }
    assertThat(five.outcomes).isEmpty();
    five.receive(5, five.speculative(5, V0, A, 1, "r"));
    assertThat(five.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
  }

  @Test
  @Rule("R-CLIENT-1")
  void countsReplicasNotMessages() {
    scene.submit(1, "op");
    for (int times = 0; times < 4; times++) {
      scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
      scene.receive(2, scene.speculative(2, V0, A, 1, "r"));
    }
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  @Rule("R-CLIENT-1")
  void doesNotMixViewsHistoriesOrResults() {
    scene.submit(1, "op");
    scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
    scene.receive(2, scene.speculative(2, V1, A, 1, "r"));
    scene.receive(3, scene.speculative(3, V0, B, 1, "r"));
    scene.receive(0, scene.speculative(0, V0, A, 1, "other"));
    assertThat(scene.outcomes).isEmpty();
    assertThat(scene.timers).doesNotContainKey(fastPath(1));
  }

  // R-CLIENT-2

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

  // R-CLIENT-3 and section 3

  @Test
  @Rule("R-CLIENT-3")
  void endsWithCertifyCertifiedReplies() {
    scene.submit(1, "op");
    for (int replica = 1; replica < 3; replica++) {
      scene.receive(replica, scene.graded(Grade.CERTIFIED, replica, V0, A, 1, "r"));
    }
    assertThat(scene.outcomes).isEmpty();
    scene.receive(3, scene.graded(Grade.CERTIFIED, 3, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void endsWithWeakCommittedRepliesOfWhateverViews() {
    scene.submit(1, "op");
    scene.receive(1, scene.graded(Grade.COMMITTED, 1, V0, A, 1, "r"));
    assertThat(scene.outcomes).isEmpty();
    scene.receive(3, scene.graded(Grade.COMMITTED, 3, new View(5), A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.COMMITTED);
  }

  @Test
  @Rule("R-CLIENT-3")
  void addsUpCertifiedSpeculativeAndCommittedReplies() {
    scene.submit(1, "op");
    scene.receive(0, scene.graded(Grade.COMMITTED, 0, V1, A, 1, "r"));
    scene.receive(1, scene.graded(Grade.CERTIFIED, 1, V0, A, 1, "r"));
    scene.receive(2, scene.graded(Grade.CERTIFIED, 2, V0, A, 1, "r"));
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  // R-CLIENT-4

  @Test
  @Rule("R-CLIENT-4")
  void resendsToAllReplicasWithItsIntroductionAndBacksOff() {
    scene.submit(1, "op");
    Duration first = scene.timers.get(retransmission(1));
    scene.after(first).fire(retransmission(1));

    assertThat(scene.broadcasts(Object.class)).hasSize(2);
    assertThat(scene.broadcasts(Object.class).get(0)).isInstanceOf(ClientMessage.Hello.class);
    assertThat(scene.broadcasts(ClientMessage.Ask.class)).hasSize(1);
    assertThat(scene.timers.get(retransmission(1))).isEqualTo(first.multipliedBy(2));
  }

  @Test
  @Rule("R-CLIENT-4")
  void backsOffNoFurtherThanTheLimit() {
    scene.submit(1, "op");
    for (int times = 0; times < 100; times++) {
      scene.after(scene.timers.get(retransmission(1))).fire(retransmission(1));
    }
    assertThat(scene.timers.get(retransmission(1)))
        .isEqualTo(ClientTimers.DEFAULT.maxRetransmission());
  }

  @Test
  @Rule("R-CLIENT-4")
  void resendsTheSameBytesUnderTheSameNumber() {
    scene.submit(1, "op");
    ClientMessage first = (ClientMessage) scene.sends(ClientMessage.Ask.class).get(0).message();
    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.Ask.class))
        .containsExactly((ClientMessage.Ask) first);
  }

  @Test
  @Rule("R-CLIENT-4")
  void showsItsCertificateAgainWithARetransmission() {
    enterSecondPhase(1);
    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.CommitCertificate.class)).hasSize(1);
  }

  @Test
  @Rule({"R-CLIENT-4", "R-CLIENT"})
  void goesOnResendingWhatItsCallerWasToldUnknownOf() {
    scene.submit(1, "op");
    scene.fire(ClientScene.deadline(1));
    assertThat(scene.outcomes.get(1L)).isInstanceOf(CallOutcome.Unknown.class);

    scene.fire(retransmission(1));
    assertThat(scene.broadcasts(ClientMessage.Ask.class)).hasSize(1);
    scene.endFast(1, "r");
    assertThat(scene.timers).isEmpty();
    assertThat(scene.core.statistics().outstanding()).isZero();
  }

  // R-CLIENT-5

  @Test
  @Rule({"R-CLIENT-5", "R-EVIDENCE"})
  void showsTwoAuthenticHeadersOfOneSlotToAllOnce() {
    scene.submit(1, "op");
    scene.receive(1, scene.speculative(1, V0, A, 1, "r"));
    List<Output> outputs = scene.receive(2, scene.speculative(2, V0, B, 1, "r"));

    assertThat(scene.broadcasts(PeerMessage.Misbehavior.class))
        .containsExactly(
            new PeerMessage.Misbehavior(header(V0, S1, A, true), header(V0, S1, B, true)));
    assertThat(outputs)
        .anySatisfy(
            output ->
                assertThat(output)
                    .isInstanceOfSatisfying(
                        Output.Report.class,
                        report ->
                            assertThat(report.event())
                                .isInstanceOf(Event.PrimaryProvenFaulty.class)));

    scene.receive(3, scene.speculative(3, V0, B, 1, "r"));
    assertThat(scene.allBroadcasts(PeerMessage.Misbehavior.class)).hasSize(1);
  }

  @Test
  @Rule({"R-CLIENT-5", "R-EVIDENCE"})
  void framesNoHonestPrimaryWithAForgedHeader() {
    scene.submit(1, "op");
    scene.receive(1, withHeader(scene.speculative(1, V0, B, 1, "r"), B, false));
    scene.receive(2, scene.speculative(2, V0, A, 1, "r"));
    scene.receive(3, withHeader(scene.speculative(3, V0, B, 1, "r"), B, false));

    assertThat(scene.allBroadcasts(PeerMessage.Misbehavior.class)).isEmpty();
    assertThat(scene.core.statistics().badReplies()).containsEntry(BadReply.FORGED_HEADER, 2L);
  }

  private static ReplyMessage.SpecResponse withHeader(
      ReplyMessage.SpecResponse r, Digest history, boolean isAuthentic) {
    return new ReplyMessage.SpecResponse(
        r.view(),
        r.slot(),
        r.history(),
        r.number(),
        r.result(),
        r.grade(),
        r.vote(),
        header(r.view(), r.slot(), history, isAuthentic));
  }

  // the full result

  @Test
  @Rule("R-CLIENT")
  void asksForAMissingFullResultAtOnceAndAgain() {
    scene.submit(1, "op"); // it is the turn of replica 1
    for (int replica : new int[] {0, 2, 3}) {
      scene.receive(replica, scene.graded(Grade.CERTIFIED, replica, V0, A, 1, "r"));
    }
    assertThat(scene.outcomes).isEmpty();
    assertThat(scene.allSends(ClientMessage.ResultRequest.class))
        .hasSize(2)
        .extracting(Output.Send::to)
        .isSubsetOf(new ReplicaId(0), new ReplicaId(2), new ReplicaId(3));

    scene.fire(retransmission(1));
    assertThat(scene.sends(ClientMessage.ResultRequest.class))
        .extracting(Output.Send::to)
        .containsExactly(new ReplicaId(0), new ReplicaId(2), new ReplicaId(3));

    scene.receive(2, scene.speculative(2, V0, A, 1, fullOf("r")));
    assertThat(scene.result(1)).isEqualTo("r");
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-CLIENT")
  void ignoresAReplyWhoseFullResultIsNotTheDigests() {
    scene.submit(1, "op");
    for (int replica : new int[] {0, 2, 3}) {
      scene.receive(replica, scene.speculative(replica, V0, A, 1, "r"));
    }
    var liar = new io.weevil.engine.message.Result(digestOf("r").digest(), fullOf("lie").full());
    List<Output> outputs = scene.receive(1, scene.speculative(1, V0, A, 1, liar));

    assertThat(scene.outcomes).isEmpty();
    assertThat(scene.core.statistics().badReplies()).containsEntry(BadReply.WRONG_FULL_RESULT, 1L);
    assertThat(outputs).singleElement().isInstanceOf(Output.Report.class);
  }

  @Test
  @Rule("R-CLIENT")
  void ignoresRepliesThatNoCorrectReplicaSends() {
    scene.submit(1, "op");
    ReplyMessage.SpecResponse foreign = scene.speculative(2, V0, A, 1, "r");
    scene.receive(1, foreign);
    scene.receive(1, withHeader(scene.speculative(1, V0, A, 1, "r"), B, true));
    assertThat(scene.core.statistics().badReplies())
        .containsEntry(BadReply.FOREIGN_VOTE, 1L)
        .containsEntry(BadReply.FOREIGN_HEADER, 1L);
  }

  @Test
  void countsRepliesThatNobodyWaitsFor() {
    scene.submit(1, "op");
    scene.endFast(1, "r");
    assertThat(scene.receive(2, scene.speculative(2, V0, A, 1, "r"))).isEmpty();
    scene.receive(2, scene.localCommit(V0, A, 9));
    assertThat(scene.core.statistics().lateReplies()).isEqualTo(2);
  }

  @Test
  void callsWhatItCannotReadExecutedAndUnknown() {
    scene.submit(1, "op");
    scene.endFast(1, "?");
    assertThat(scene.outcomes.get(1L))
        .isInstanceOfSatisfying(
            CallOutcome.Unknown.class,
            unknown -> assertThat(unknown.known()).contains("executed at slot 1", "is nonsense"));
  }
}
