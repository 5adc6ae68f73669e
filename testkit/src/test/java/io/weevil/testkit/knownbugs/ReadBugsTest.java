package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.COMMIT_CERTIFICATE;
import static io.weevil.engine.message.MessageKind.FILL_HOLE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.RELAY;
import static io.weevil.engine.message.MessageKind.STATUS;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.actors.configuration.PeerAddress;
import io.weevil.engine.Rule;
import io.weevil.engine.client.ClientTimers;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.ReadReply;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.ordering.ReplicaTimers;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Conduct;
import io.weevil.testkit.actors.FaultyReplica;
import io.weevil.testkit.actors.RegisterService;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.linearizability.Registers.Get;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R1 to R3 and M8: reads that block, go back, or see what never happened. */
@Timeout(120)
class ReadBugsTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static Optional<String> value(Caller caller) {
    assertThat(caller.lastAnswer()).isInstanceOf(Answer.Done.class);
    return RegisterService.decodeResult(
        (io.weevil.engine.model.Bytes) ((Answer.Done<?>) caller.lastAnswer()).result());
  }

  private static void read(Caller caller) {
    caller.read(RegisterService.encode(new Get("x")));
  }

  /**
   * R1 and M8 (Berger, Reiser, Bessani, arXiv 2107.11144; "Dissecting BFT", arXiv 2202.01354): the
   * primary orders with r1 and r2 only and does not answer. The one client lacks a reply, r3 alone
   * complains, no checkpoint comes: with larger reply quorums for the sake of reads it waits for
   * ever.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Rule({"R-CLIENT-4", "R-EXCHANGE-3", "R-HOLE"})
  void r1_aReplicaInTheDarkAndAMutePrimaryDoNotBlockTheOnlyClient(boolean answersAtFirst) {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 501)) {
      scene.group().corrupt(0, new KeepsInTheDark(answersAtFirst));
      Caller caller = scene.group().newClient().newCaller();
      scene.group().pass(Duration.ofMillis(50));
      for (int i = 0; i < 5; i++) {
        Duration begin = scene.group().time().elapsed();
        caller.call(Scene.put("x", "v" + i));
        assertThat(scene.group().runUntilDone(SOON)).as(scene.state()).isTrue();
        assertThat(scene.group().time().elapsed().minus(begin))
            .isLessThan(
                untilAllAreAsked().plus(ReplicaTimers.DEFAULT.requestTimer().multipliedBy(3)));
      }
      scene.assertEndsWell(Duration.ofSeconds(60));
    }
  }

  /** Of a client that has not measured a round trip yet. */
  private static Duration untilAllAreAsked() {
    return ClientTimers.DEFAULT.firstRetransmission();
  }

  /** Says nothing to r3, and nothing to clients, or to these its speculative answer only. */
  private record KeepsInTheDark(boolean answers) implements Conduct {
    @Override
    public List<? extends PeerMessage> toReplica(
        FaultyReplica self, ReplicaId to, PeerMessage message) {
      return to.index() == 3 ? List.of() : List.of(message);
    }

    @Override
    public List<? extends ReplyMessage> toClient(
        FaultyReplica self, PeerAddress to, ReplyMessage message) {
      return answers && !(message instanceof LocalCommit) ? List.of(message) : List.of();
    }
  }

  /**
   * R2: f stale replicas and a liar tell the old value after a newer one was read: a read quorum of
   * f + 1 would believe them.
   */
  @Test
  @Rule("R-READ")
  void r2_aStaleReplicaAndALiarDoNotTurnARegisterBack() {
    try (Script script = new Script(1, 0, 502)) {
      ReadReply[] old = {null};
      script.group().corrupt(0, new TellsTheOldValue(old));
      Caller writer = script.group().newClient().newCaller();
      Caller reader = script.group().newClient().newCaller();
      script.group().pass(Duration.ofMillis(50));
      writer.call(Scene.put("x", "old"));
      script.await(() -> !writer.isWaiting(), SOON);
      script.group().pass(Duration.ofSeconds(1));
      read(reader);
      script.await(() -> !reader.isWaiting(), SOON);
      assertThat(value(reader)).contains("old");

      script.lose(
          said ->
              said.isTo(3) && said.isOneOf(ORDER_REQ, PREPARE, COMMIT, COMMIT_CERTIFICATE, STATUS));
      writer.call(Scene.put("x", "new"));
      script.await(() -> !writer.isWaiting(), SOON);
      for (int i = 0; i < 5; i++) {
        read(reader);
        script.await(() -> !reader.isWaiting(), SOON);
        assertThat(value(reader)).contains("new");
      }
      script.assertEndsWell();
    }
  }

  /** Answers every read as it answered the first one. */
  private record TellsTheOldValue(ReadReply[] first) implements Conduct {
    @Override
    public List<? extends ReplyMessage> toClient(
        FaultyReplica self, PeerAddress to, ReplyMessage message) {
      if (!(message instanceof ReadReply reply)) {
        return List.of(message);
      }
      if (first[0] == null) {
        first[0] = reply;
      }
      return List.of(
          new ReadReply(
              first[0].view(),
              first[0].slot(),
              first[0].history(),
              reply.number(),
              first[0].result(),
              Grade.COMMITTED));
    }
  }

  /**
   * R3: three of four replicas have executed a write that the next view loses. A read of that state
   * must not end before the write has.
   */
  @Test
  @Rule({"R-READ", "R-INSTALL"})
  void r3_aReadDoesNotShowWhatTheNextViewLoses() {
    try (Script script = new Script(1, 0, 503)) {
      Puppet r0 = script.puppet(0).keepsBack((to, m) -> m instanceof OrderReq && to.index() == 1);
      ActorClient writer = script.group().newClient();
      Caller reader = script.group().newClient().newCaller();
      script.group().pass(Duration.ofMillis(50));
      Predicate<Said> slow =
          Script.kinds(PREPARE, COMMIT, COMMIT_CERTIFICATE, FILL_HOLE, STATUS, RELAY);
      Predicate<Said> ofWriter =
          said -> said.isTo(writer) || (said.isFrom(writer) && !said.isTo(0));
      script.lose(slow, ofWriter);
      writer.newCaller().call(Scene.put("x", "lost"));
      script.await(() -> script.batch(3, Script.ONE) != null, SOON);

      r0.shows(Script.log(0)).keepsBack((to, m) -> m instanceof OrderReq);
      script.lose(
          slow, said -> said.concerns(writer), said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(3));
      read(reader);
      script.awaitView(1);
      assertThat(script.signersOf(1)).containsExactly(0, 1, 2);
      script.lose(said -> said.concerns(writer));
      script.await(() -> !reader.isWaiting(), Duration.ofSeconds(30));
      assertThat(value(reader)).isEmpty();
      script.assertEndsWell();
    }
  }
}
