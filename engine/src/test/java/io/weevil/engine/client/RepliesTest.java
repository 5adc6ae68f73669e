package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.S1;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.digestOf;
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
import io.weevil.engine.role.CallOutcome;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the client takes from replies beside their count: evidence, full results, lies. */
class RepliesTest {

  private final ClientScene scene = new ClientScene(1, 0);

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
