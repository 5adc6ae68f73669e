package io.weevil.engine.client;

import static io.weevil.engine.client.ClientScene.A;
import static io.weevil.engine.client.ClientScene.B;
import static io.weevil.engine.client.ClientScene.V0;
import static io.weevil.engine.client.ClientScene.V1;
import static io.weevil.engine.client.ClientScene.digestOf;
import static io.weevil.engine.client.ClientScene.fullOf;
import static io.weevil.engine.client.ClientScene.readTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage;
import io.weevil.engine.message.Outcomes;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.message.Result;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.role.CallOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R-READ on the client's side, with f = 1 and c = 0: fast 4, certify 3. */
class ReadsTest {

  private static final Slot S9 = new Slot(9);

  private final ClientScene scene = new ClientScene(1, 0);

  private void reply(int replica, Slot slot, String result, Grade grade) {
    scene.receive(replica, scene.readReply(replica, V0, slot, 1, result, grade));
  }

  /** The requests that the latest input had ordered. */
  private List<Request> ordered() {
    return scene.sends(ClientMessage.Ask.class).stream()
        .map(s -> ((ClientMessage.Ask) s.message()).request())
        .toList();
  }

  @Test
  @Rule("R-READ")
  void sendsAReadToAllReplicasUnderANumberOfItsOwn() {
    scene.submit(1, "write");
    scene.read(2, "get");
    assertThat(scene.broadcasts(ClientMessage.Ask.class))
        .singleElement()
        .satisfies(
            ask -> {
              assertThat(ask.request().kind()).isEqualTo(Request.Kind.READ);
              assertThat(ask.request().number()).isEqualTo(1);
            });
    scene.submit(3, "write");
    assertThat(ordered())
        .singleElement()
        .satisfies(request -> assertThat(request.number()).isEqualTo(2));
  }

  @Test
  @Rule("R-READ")
  void acceptsFastEqualAnswersOfAnyGrade() {
    scene.read(1, "get");
    for (int replica = 0; replica < 3; replica++) {
      reply(replica, S9, "r", Grade.SPECULATIVE);
      assertThat(scene.outcomes).isEmpty();
    }
    reply(3, S9, "r", Grade.CERTIFIED);
    assertThat(scene.result(1)).isEqualTo("r");
    assertThat(scene.done(1).slot()).isEqualTo(S9);
    assertThat(scene.done(1).grade()).isEqualTo(Grade.SPECULATIVE);
    assertThat(scene.timers).isEmpty();
  }

  @Test
  @Rule("R-READ")
  void acceptsCertifyEqualAnswersWhoseSlotIsCertifiedOrCommitted() {
    scene.read(1, "get");
    reply(0, S9, "r", Grade.CERTIFIED);
    reply(1, S9, "r", Grade.COMMITTED);
    assertThat(scene.outcomes).isEmpty();
    reply(3, S9, "r", Grade.CERTIFIED);
    assertThat(scene.done(1).grade()).isEqualTo(Grade.CERTIFIED);
  }

  @Test
  @Rule("R-READ")
  void doesNotAcceptWeakCommittedAnswers() {
    scene.read(1, "get");
    reply(0, S9, "old", Grade.COMMITTED);
    reply(1, S9, "old", Grade.COMMITTED);
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  @Rule("R-READ")
  void doesNotCountACommittedAnswerForAnotherView() {
    scene.read(1, "get");
    reply(0, S9, "r", Grade.COMMITTED);
    reply(1, S9, "r", Grade.COMMITTED);
    scene.receive(2, scene.readReply(2, V1, S9, 1, "r", Grade.COMMITTED));
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  @Rule("R-READ")
  void doesNotMixHistories() {
    scene.read(1, "get");
    reply(0, S9, "r", Grade.COMMITTED);
    reply(1, S9, "r", Grade.COMMITTED);
    scene.receive(2, new ReadReply(V0, S9, B, 1, digestOf("r"), Grade.COMMITTED));
    assertThat(scene.outcomes).isEmpty();
  }

  @Test
  @Rule("R-READ")
  void ordersAReadAtOnceWhenTheAnswersCannotAgreeAnyMore() {
    scene.read(1, "get");
    reply(0, S9, "r", Grade.SPECULATIVE);
    reply(1, S9, "r", Grade.SPECULATIVE);
    reply(2, new Slot(8), "q", Grade.SPECULATIVE);
    assertThat(ordered())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.kind()).isEqualTo(Request.Kind.ORDERED);
              assertThat(request.number()).isEqualTo(1);
            });
    assertThat(scene.timers).doesNotContainKey(readTimeout(1));
    assertThat(scene.core.statistics().readFallbacks()).isEqualTo(1);

    scene.endFast(1, "ordered");
    assertThat(scene.result(1)).isEqualTo("ordered");
  }

  @Test
  @Rule("R-READ")
  void ordersAReadWhenItsTimeIsOut() {
    scene.read(1, "get");
    scene.fire(readTimeout(1));
    assertThat(ordered())
        .singleElement()
        .satisfies(request -> assertThat(request.kind()).isEqualTo(Request.Kind.ORDERED));
    reply(0, S9, "late", Grade.COMMITTED);
    assertThat(scene.core.statistics().lateReplies()).isEqualTo(1);
  }

  @Test
  @Rule("R-READ")
  void waitsOnlyForTheLatenessOfTheLastOnceCertifyReplicasHaveAnswered() {
    scene.read(1, "get");
    Duration first = scene.timers.get(readTimeout(1));
    scene.afterMillis(10);
    for (int replica = 0; replica < 3; replica++) {
      reply(replica, S9, "r", Grade.SPECULATIVE);
    }
    assertThat(scene.timers.get(readTimeout(1))).isEqualTo(Duration.ofMillis(10)).isLessThan(first);
  }

  @Test
  @Rule("R-READ")
  void ordersWhatTheServiceSaysIsNoRead() {
    TestGroup group = TestGroup.of(1, 0);
    ClientScene bundling =
        new ClientScene(group, ClientScene.limits(8, 1, 8, 8), ClientTimers.DEFAULT);
    bundling.read(1, "first");
    bundling.read(2, "get");
    bundling.read(3, "put");
    for (int replica = 0; replica < 4; replica++) {
      bundling.receive(replica, bundling.readReply(replica, V0, S9, 1, "r", Grade.COMMITTED));
    }
    for (int replica = 0; replica < 4; replica++) {
      bundling.receive(
          replica,
          bundling.readReply(replica, V0, S9, 2, "r|!" + Outcomes.NOT_A_READ, Grade.COMMITTED));
    }
    assertThat(bundling.result(2)).isEqualTo("r");
    assertThat(bundling.outcomes).doesNotContainKey(3L);
    bundling.endFast(1, "put it");
    assertThat(bundling.result(3)).isEqualTo("put it");
  }

  @Test
  void ordersAReadWhoseFullResultNobodySends() {
    scene.read(1, "get"); // it is the turn of replica 1
    for (int replica = 0; replica < 4; replica++) {
      scene.receive(replica, new ReadReply(V0, S9, A, 1, digestOf("r"), Grade.COMMITTED));
    }
    assertThat(scene.outcomes).isEmpty();
    assertThat(ordered()).hasSize(1);
  }

  @Test
  void ignoresAnAnswerWhoseFullResultIsNotTheDigests() {
    scene.read(1, "get");
    Result lie = new Result(digestOf("r").digest(), fullOf("lie").full());
    scene.receive(1, new ReadReply(V0, S9, A, 1, lie, Grade.COMMITTED));
    assertThat(scene.core.statistics().badReplies()).containsEntry(BadReply.WRONG_FULL_RESULT, 1L);
  }

  @Test
  void ordersNothingForCallersThatAreGone() {
    scene.read(1, "get");
    scene.cancel(1);
    scene.fire(readTimeout(1));
    assertThat(ordered()).isEmpty();
    assertThat(scene.core.statistics().outstanding()).isZero();
  }

  @Test
  @Rule("R-CLIENT")
  void doesNotCallAReadRejectedThatWasSentBeforeItWaited() {
    TestGroup group = TestGroup.of(1, 0);
    ClientScene narrow =
        new ClientScene(group, ClientScene.limits(1, 1, 1, 8), ClientTimers.DEFAULT);
    narrow.submit(1, "write");
    narrow.read(2, "get");
    narrow.fire(readTimeout(1)); // now it waits to be ordered
    assertThat(narrow.core.statistics().waiting()).isEqualTo(1);
    narrow.fire(ClientScene.deadline(2));
    assertThat(narrow.outcomes.get(2L)).isInstanceOf(CallOutcome.Unknown.class);
  }

  @Test
  void countsNoReplicaTwiceAndNoneOutsideTheGroup() {
    scene.read(1, "get");
    for (int times = 0; times < 4; times++) {
      reply(1, S9, "r", Grade.COMMITTED);
    }
    for (int stranger = 4; stranger < 8; stranger++) {
      reply(stranger, S9, "r", Grade.COMMITTED);
    }
    assertThat(scene.outcomes).isEmpty();
    assertThat(scene.timers).containsKey(readTimeout(1));
  }
}
