package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.COMMIT_CERTIFICATE;
import static io.weevil.engine.message.MessageKind.FILL_HOLE;
import static io.weevil.engine.message.MessageKind.NO_CONFIDENCE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.REQUEST;
import static io.weevil.engine.message.MessageKind.STATUS;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;
import static io.weevil.testkit.knownbugs.Script.ONE;
import static io.weevil.testkit.knownbugs.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.NoConfidence;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.ordering.TrackGovernor.Mode;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.simulation.SimulationSettings;
import io.weevil.testkit.world.Link;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Z3, Z5, Z16 and M2: what is finished is in every later view's log, whatever a liar shows. */
@Timeout(120)
@Rule({"R-SELECT", "R-VOTE"})
class RollbackAndCertificatesTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static Answer.Done<?> finish(Script script, Caller caller, String value) {
    caller.call(Scene.put("x", value));
    script.await(() -> !caller.isWaiting(), SOON);
    assertThat(caller.lastAnswer()).isInstanceOf(Answer.Done.class);
    return (Answer.Done<?>) caller.lastAnswer();
  }

  private static Caller newCaller(Script script) {
    ActorClient client = script.group().newClient();
    script.group().pass(Duration.ofMillis(50)); // everyone is introduced
    return client.newCaller();
  }

  /**
   * Z3, found by search: "the certificate of the highest view wins", where a new view's votes may
   * name a slot below the log that it began with: a short certificate cuts off what was committed.
   */
  @Test
  void z3_aShortCertificateOfTheNewViewCutsNothingOff() {
    try (Script script = new Script(1, 0, 103)) {
      Puppet r0 = script.puppet(0).keepsBack((to, m) -> to.index() == 1 && m instanceof OrderReq);
      Caller caller = newCaller(script);
      Predicate<Said> votes = Script.kinds(PREPARE, COMMIT, FILL_HOLE, STATUS);
      script.lose(votes, said -> said.isTo(1) && said.isOneOf(COMMIT_CERTIFICATE, REQUEST));
      assertThat(finish(script, caller, "a").grade()).isEqualTo(Grade.CERTIFIED);
      assertThat(finish(script, caller, "c").slot()).isEqualTo(TWO);
      Digest a = script.batch(3, ONE);
      Digest c = script.batch(3, TWO);

      changeToViewOneWithoutR3(script, r0);
      Vote shortOne = new Vote(new View(1), ONE, script.history(List.of(a)));
      provokeShortVotes(script, r0, shortOne);
      assertThat(script.honestVotes(1)).isNotEmpty().allMatch(v -> !v.slot().isBefore(TWO));

      r0.shows(
          script
              .certificate(1, ONE)
              .map(certificate -> Script.log(1, List.of(a), certificate, a))
              .orElse(Script.log(1, a)));
      script.lose(
          votes, Script.kinds(ORDER_REQ), said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(1));
      script.changeTo(2);
      assertThat(script.signersOf(2)).containsExactly(0, 2, 3);
      assertThat(script.batches(ONE)).containsOnly(a);
      assertThat(script.batches(TWO)).containsOnly(c);
      script.assertEndsWell();
    }
  }

  /** r2 alone shows what is committed; r3 is cut off, and votes for the new view's log are lost. */
  private static void changeToViewOneWithoutR3(Script script, Puppet r0) {
    r0.shows(Script.log(0));
    script.lose(
        said ->
            said.isOneOf(COMMIT, FILL_HOLE, STATUS)
                || (said.message() instanceof Prepare(var v) && v.vote().slot().isAfter(ONE)),
        Script.kinds(ORDER_REQ),
        said -> said.concerns(3) && !said.isOneOf(NO_CONFIDENCE));
    newCaller(script).call(Scene.put("y", "on"));
    script.await(
        () -> List.of(0, 1, 2).stream().allMatch(i -> isIn(script, i, 1)), Duration.ofSeconds(30));
  }

  private static boolean isIn(Script script, int replica, long view) {
    return script.group().witness(replica).view().number() == view;
  }

  /** r0 votes for the short log, and has the request in it asked again. */
  private static void provokeShortVotes(Script script, Puppet r0, Vote shortOne) {
    Said first = script.said().stream().filter(s -> s.isOneOf(REQUEST)).findFirst().orElseThrow();
    for (int each : List.of(1, 2)) {
      r0.self().say(new ReplicaId(each), new Prepare(r0.self().signer().vote(shortOne)));
      script
          .group()
          .network()
          .deliver(new Link.Delivery(script.group().address(each), first.wire(), Duration.ZERO));
    }
    script.group().pass(Duration.ofMillis(100));
  }

  /** How a certificate is none. */
  enum Forgery {
    WRONG_SIGNATURE,
    ONE_SIGNER_THRICE,
    VOTES_OF_TWO_VIEWS
  }

  /**
   * Z5 (concord-bft, pull request 50): a certificate that parses and does not verify hides the
   * valid one. Ours: the whole VIEW-CHANGE is refused, and the view is computed without it.
   */
  @ParameterizedTest
  @EnumSource
  void z5_aForgedCertificateHidesNoValidOne(Forgery forgery) {
    try (Script script = new Script(1, 0, 105)) {
      Puppet r3 = script.puppet(3);
      Caller caller = newCaller(script);
      script.lose(said -> said.isTo(1) && said.isOneOf(ORDER_REQ), Script.kinds(FILL_HOLE));
      assertThat(finish(script, caller, "a").grade()).isNotEqualTo(Grade.SPECULATIVE);
      Digest a = script.batch(2, ONE);

      Digest other = new Digest(Bytes.wrap(new byte[32]));
      Vote vote = new Vote(View.ZERO, TWO, script.history(List.of(other, other)));
      LogReport lie = Script.log(0, List.of(), forged(r3, vote, forgery), other, other);
      r3.shows(lie);
      script.lose(Script.kinds(ORDER_REQ));
      script.changeTo(1);

      assertThat(script.group().witness(1).refusals())
          .anyMatch(r -> r.kind() == VIEW_CHANGE && isForgery(r.cause()));
      assertThat(script.signersOf(1)).containsExactly(0, 1, 2);
      assertThat(script.batches(ONE)).containsOnly(a);
      script.assertEndsWell();
    }
  }

  private static boolean isForgery(Cause cause) {
    return cause == Cause.FORGED_SIGNATURE || cause == Cause.NOT_A_PROOF;
  }

  private static Certificate forged(Puppet r3, Vote vote, Forgery forgery) {
    Bytes own = r3.self().signer().vote(vote).signature();
    Vote later = new Vote(new View(1), vote.slot(), vote.history());
    Bytes second =
        switch (forgery) {
          case WRONG_SIGNATURE -> Bytes.wrap(new byte[own.size()]);
          case ONE_SIGNER_THRICE -> own;
          case VOTES_OF_TWO_VIEWS -> r3.self().signer().vote(later).signature();
        };
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    signatures.put(new ReplicaId(0), second);
    signatures.put(new ReplicaId(2), second);
    signatures.put(new ReplicaId(3), own);
    return new Certificate(vote, signatures);
  }

  /**
   * Z16 (hBFT, ezBFT; arXiv 1902.08505, 1909.03990): a checkpoint or a change of owner that counts
   * fewer witnesses than the fast path loses what that decided.
   */
  @Test
  @Rule("R-CHECKPOINT")
  void z16_aFastDecisionOutlivesLiesAboutTheCheckpointAndASmallViewChange() {
    try (Script script = new Script(1, 0, 116)) {
      Puppet r0 = script.puppet(0);
      r0.says(
          (to, message) ->
              message instanceof Checkpoint c
                  ? r0.self().signer().checkpoint(c.slot(), c.history(), stateFor(to))
                  : message);
      Caller caller = newCaller(script);
      Predicate<Said> tail = RollbackAndCertificatesTest::isVoteForTheTail;
      script.lose(tail); // so that no certificate covers slot 9
      for (int i = 1; i <= 9; i++) {
        assertThat(finish(script, caller, "v" + i).grade()).isEqualTo(Grade.SPECULATIVE);
      }
      var finished = script.group().witness(3).log().headMap(new Slot(9), true);

      r0.shows(Script.log(0));
      script.lose(
          tail,
          Script.kinds(ORDER_REQ, FILL_HOLE),
          said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(3));
      script.changeTo(1);
      assertThat(script.signersOf(1)).containsExactly(0, 1, 2);
      finished.forEach((slot, batch) -> assertThat(script.batches(slot)).containsOnly(batch));
      script.assertEndsWell();
    }
  }

  private static boolean isVoteForTheTail(Said said) {
    return said.message() instanceof Prepare(var v)
        && v.vote().view().equals(View.ZERO)
        && v.vote().slot().isAfter(new Slot(8));
  }

  private static Digest stateFor(ReplicaId receiver) {
    byte[] nonsense = new byte[32];
    nonsense[0] = (byte) receiver.index();
    return new Digest(Bytes.wrap(nonsense));
  }

  /**
   * M2 (hyperledger-labs/minbft, pull request 189): a commit by a replica that has already sent its
   * VIEW-CHANGE counts, and the new view is computed without what it committed.
   */
  @Test
  @Rule("R-FROZEN")
  void m2_aLiarThatCommitsAfterItsViewChangeLosesNothing() {
    SimulationSettings agreed = SimulationSettings.of(1, 0).with(Scene.SMALL).with(Mode.AGREED);
    try (Script script = new Script(agreed, 102)) {
      Puppet r3 = script.puppet(3);
      r3.keepsBack((to, m) -> to.index() == 1 && !(m instanceof NoConfidence));
      Caller caller = newCaller(script);
      script.lose(
          said -> said.isTo(1) && said.isOneOf(ORDER_REQ, PREPARE, COMMIT, REQUEST),
          Script.kinds(FILL_HOLE, STATUS));
      assertThat(finish(script, caller, "m").grade()).isNotEqualTo(Grade.SPECULATIVE);
      Digest m = script.batch(0, ONE);

      // r1 never saw m, and r3 claims that it left the view before it voted for it.
      r3.keepsBack((to, message) -> false).shows(Script.log(0));
      script.lose(
          Script.kinds(ORDER_REQ, FILL_HOLE, STATUS),
          said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(0));
      script.changeTo(1);
      assertThat(script.signersOf(1)).containsExactly(1, 2, 3);
      assertThat(script.batches(ONE)).containsOnly(m);
      script.assertEndsWell();
    }
  }
}
