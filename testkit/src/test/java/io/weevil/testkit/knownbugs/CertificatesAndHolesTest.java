package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.COMMIT_CERTIFICATE;
import static io.weevil.engine.message.MessageKind.FILL_HOLE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.REQUEST;
import static io.weevil.engine.message.MessageKind.STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.ClientMessage.ResultRequest;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.FillHole;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.message.ReplyMessage.SpecResponse;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.SignedVote;
import io.weevil.engine.quorum.Vote;
import io.weevil.engine.role.Event;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Scene;
import io.weevil.testkit.actors.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Z7 to Z12: certificates that are none, holes, framing and complaints. Zyzzyva's own rules leave
 * each open to one client or replica that lies.
 */
@Timeout(120)
class CertificatesAndHolesTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  /** By voter, the votes that a client was shown for one of its requests. */
  private static SortedMap<ReplicaId, SignedVote> votes(RawClient client, long number) {
    SortedMap<ReplicaId, SignedVote> votes = new TreeMap<>();
    client.heard(SpecResponse.class).stream()
        .filter(r -> r.number() == number && r.vote() != null)
        .forEach(r -> votes.put(r.vote().voter(), r.vote()));
    return votes;
  }

  /** All replicas vote for a request, and sign that when they are asked to (R-LATE). */
  private static void haveVoted(Script script, RawClient client, long number, String operation) {
    client.ask(client.request(number, operation), 0);
    script.await(
        () ->
            client.heard(SpecResponse.class).stream().filter(r -> r.number() == number).count()
                == 4,
        SOON);
    client.tellAll(new ResultRequest(number));
    script.await(() -> votes(client, number).size() == 4, SOON);
  }

  private static Certificate certificate(Vote vote, Map<ReplicaId, SignedVote> votes, int... ids) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i : ids) {
      signatures.put(new ReplicaId(i), votes.get(new ReplicaId(i)).signature());
    }
    return new Certificate(vote, signatures);
  }

  /**
   * Z7 (BFT-SMaRt b63112bf, pull request 121): the signatures of a certificate are verified, but
   * not that they are enough, and for this value and view.
   */
  @Test
  @Rule({"R-LOCAL-COMMIT", "R-AUTH"})
  void z7_whatIsNoCertificateForTheLogIsNotAcknowledged() {
    try (Script script = new Script(1, 0, 7)) {
      RawClient liar = new RawClient(script.group(), "liar");
      liar.hello();
      script.group().pass(Duration.ofMillis(50));
      script.lose(Script.kinds(PREPARE, COMMIT)); // no other way to commit
      haveVoted(script, liar, 1, "a");
      haveVoted(script, liar, 2, "b");

      for (Certificate each : noCertificates(votes(liar, 1), votes(liar, 2))) {
        liar.tellAll(new CommitCertificate(1, each));
      }
      script.group().pass(Duration.ofMillis(20));
      assertThat(liar.heard(LocalCommit.class)).isEmpty();
      for (Witness witness : script.group().witnesses()) {
        assertThat(witness.refusals()).hasSize(6).allMatch(r -> isNone(r.cause()));
      }
      Certificate genuine =
          certificate(votes(liar, 1).get(new ReplicaId(0)).vote(), votes(liar, 1), 0, 1, 2);
      liar.tellAll(new CommitCertificate(1, genuine));
      script.await(() -> liar.heard(LocalCommit.class).size() == 4, Duration.ofMillis(100));

      staleAfterAViewChange(script, liar, genuine);
      script.assertEndsWell();
    }
  }

  private static boolean isNone(Cause cause) {
    return cause == Cause.NOT_A_PROOF
        || cause == Cause.FORGED_SIGNATURE
        || cause == Cause.MALFORMED;
  }

  private static List<Certificate> noCertificates(
      SortedMap<ReplicaId, SignedVote> first, SortedMap<ReplicaId, SignedVote> second) {
    Vote vote = first.get(new ReplicaId(0)).vote();
    Digest other = new Digest(Bytes.wrap(new byte[32]));
    SortedMap<ReplicaId, Bytes> repeated =
        new TreeMap<>(certificate(vote, first, 0, 1).signatures());
    repeated.put(new ReplicaId(2), repeated.get(new ReplicaId(1)));
    SortedMap<ReplicaId, Bytes> mixed = new TreeMap<>(certificate(vote, first, 0, 1).signatures());
    mixed.put(new ReplicaId(2), second.get(new ReplicaId(2)).signature());
    SortedMap<ReplicaId, Bytes> foreign =
        new TreeMap<>(certificate(vote, first, 0, 1).signatures());
    foreign.put(new ReplicaId(4), first.get(new ReplicaId(2)).signature());
    return List.of(
        certificate(vote, first, 0, 1),
        new Certificate(vote, repeated),
        new Certificate(vote, mixed),
        new Certificate(vote, foreign),
        certificate(new Vote(View.ZERO, vote.slot(), other), first, 0, 1, 2),
        certificate(new Vote(new View(1), vote.slot(), vote.history()), first, 0, 1, 2));
  }

  /** The very certificate that was good in view 0 is nothing to view 1. */
  private static void staleAfterAViewChange(Script script, RawClient liar, Certificate genuine) {
    script.heal();
    script.lose(said -> said.isOneOf(ORDER_REQ) && said.isFrom(0));
    script.changeTo(1);
    script.group().pass(Duration.ofSeconds(1));
    liar.tellAll(new CommitCertificate(1, genuine));
    script.group().pass(Duration.ofMillis(20));
    assertThat(liar.heard(LocalCommit.class)).hasSize(4);
    assertThat(script.group().witnesses()).allMatch(w -> w.ignored("of another view") > 0);
  }

  /**
   * Z8: a certificate reaches a replica that lacks the slots below it. It gets them from anyone
   * (the primary is mute to it), and acknowledges only what it has.
   */
  @Test
  @Rule({"R-LOCAL-COMMIT", "R-HOLE"})
  void z8_aCertificateAheadOfTheLogIsAcknowledgedOnceTheLogIsThere() {
    try (Script script = new Script(1, 0, 8)) {
      script.puppet(0).keepsBack((to, message) -> to.index() == 3);
      List<String> early = new ArrayList<>();
      script.group().tap((from, to, wire) -> noteEarly(script, early));
      Caller caller = script.group().newClient().newCaller();
      script.group().pass(Duration.ofMillis(50));
      script.lose(
          Script.kinds(PREPARE, COMMIT, STATUS, FILL_HOLE),
          said -> said.isTo(3) && said.isOneOf(COMMIT_CERTIFICATE, REQUEST));
      for (int i = 0; i < 5; i++) {
        caller.call(Scene.put("x", "v" + i));
        script.await(() -> !caller.isWaiting(), SOON);
      }
      assertThat(script.batch(3, Script.ONE)).isNull();

      script.lose(Script.kinds(PREPARE, COMMIT, STATUS));
      caller.call(Scene.put("x", "last"));
      script.await(() -> acknowledged(script, 3) > 0, SOON);
      Slot six = new Slot(6);
      assertThat(script.batch(3, six)).isEqualTo(script.batch(1, six));
      assertThat(early).isEmpty();
      script.assertEndsWell();
    }
  }

  private static long acknowledged(Script script, int replica) {
    return script.said().stream()
        .filter(s -> s.isFrom(replica) && s.message() instanceof LocalCommit)
        .count();
  }

  /** An acknowledgement by r3 of what it has not accepted. */
  private static void noteEarly(Script script, List<String> early) {
    List<Said> said = script.said();
    Said last = said.isEmpty() ? null : said.get(said.size() - 1);
    if (last != null
        && last.isFrom(3)
        && last.message() instanceof LocalCommit m
        && script.batch(3, m.slot()) == null) {
      early.add(m.toString());
    }
  }

  /**
   * Z9: of those who fill a hole one makes a slot of its own, which the primary has not signed. It
   * is refused; the hole is filled by another, and the primary, whose message was lost, is not
   * blamed.
   */
  @Test
  @Rule({"R-HOLE", "R-ACCEPT-1"})
  void z9_aHoleIsNotFilledWithWhatThePrimaryHasNotSigned() {
    try (Script script = new Script(1, 0, 9)) {
      Puppet r2 = script.puppet(2);
      Slot four = new Slot(4);
      r2.hearsWith(
          message -> {
            if (message instanceof OrderReq m && m.header().header().slot().equals(four)) {
              r2.self().say(new ReplicaId(3), selfMade(r2, m));
            }
          });
      script.lose(
          said ->
              said.isFrom(0)
                  && said.isTo(3)
                  && said.message() instanceof OrderReq m
                  && m.header().header().slot().equals(four),
          said -> said.isTo(0) && said.message() instanceof FillHole);
      Caller caller = script.group().newClient().newCaller();
      for (int i = 0; i < 7; i++) {
        caller.call(Scene.put("x", "v" + i));
        script.await(() -> !caller.isWaiting(), SOON);
      }
      script.await(() -> script.batch(3, four) != null, SOON);
      assertThat(script.batch(3, four)).isEqualTo(script.batch(1, four));
      assertThat(script.group().witness(3).refused(Cause.FORGED_SIGNATURE)).isPositive();
      Scenes.assertNobodyIsSuspected(script.scene());
      script.assertEndsWell();
    }
  }

  private static OrderReq selfMade(Puppet r2, OrderReq genuine) {
    OrderHeader h = genuine.header().header();
    Digest other = Digests.of(Bytes.utf8("self-made"));
    return new OrderReq(
        r2.self().signer().header(new OrderHeader(h.view(), h.slot(), h.batch(), other, h.track())),
        genuine.batch());
  }

  /**
   * Z10: a client shows headers that prove nothing, and frames the primary with them; and then, of
   * a primary that did sign two, both.
   */
  @Test
  @Rule({"R-CLIENT-5", "R-EVIDENCE"})
  void z10_nobodyFramesAnHonestPrimaryAndProofEndsAFaultyOnesView() {
    try (Script script = new Script(1, 0, 10)) {
      RawClient client = new RawClient(script.group(), "accuser");
      client.hello();
      script.group().pass(Duration.ofMillis(50));
      haveVoted(script, client, 1, "a");
      haveVoted(script, client, 2, "b");
      SignedHeader first = header(client, 1);
      SignedHeader second = header(client, 2);

      client.tellAll(new Misbehavior(first, first));
      client.tellAll(new Misbehavior(first, second));
      client.tellAll(new Misbehavior(first, changed(first, View.ZERO)));
      client.tellAll(new Misbehavior(first, changed(first, new View(4))));
      script.group().pass(Duration.ofSeconds(2));
      Scenes.assertNobodyIsSuspected(script.scene());
      assertThat(script.group().witnesses()).allMatch(w -> w.refusals().size() == 4);

      Puppet r0 = script.puppet(0);
      OrderHeader h = first.header();
      Digest other = Digests.of(Bytes.utf8("other"));
      SignedHeader signed =
          r0.self()
              .signer()
              .header(new OrderHeader(h.view(), h.slot(), h.batch(), other, h.track()));
      client.tell(1, new Misbehavior(first, signed));
      script.awaitView(1);
      script.assertEndsWell();
    }
  }

  private static SignedHeader header(RawClient client, long number) {
    return client.heard(SpecResponse.class).stream()
        .filter(r -> r.number() == number && r.header() != null)
        .findFirst()
        .orElseThrow()
        .header();
  }

  /** Another header under the signature of the genuine one. */
  private static SignedHeader changed(SignedHeader genuine, View view) {
    OrderHeader h = genuine.header();
    Digest other = Digests.of(Bytes.utf8("framed"));
    return new SignedHeader(
        new OrderHeader(view, h.slot(), h.batch(), other, h.track()), genuine.signature());
  }

  /**
   * Z11 and D7: f replicas that complain all the time, of every view, end none; with one more that
   * has cause to, they do.
   */
  @Test
  @Rule("R-SUSPECT")
  void z11_complaintsOfFReplicasEndNoView() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 11)) {
      Puppet r3 = new Puppet();
      r3.take(scene.group().corrupt(3, r3));
      scene.clients(2, 2);
      for (int round = 0; round < 20; round++) {
        for (int view = 0; view < 8; view++) {
          for (int to = 0; to < 3; to++) {
            r3.self().say(new ReplicaId(to), r3.self().signer().noConfidence(new View(view)));
          }
        }
        scene.load(Duration.ofMillis(50));
      }
      Scenes.assertNobodyIsSuspected(scene);
      scene.group().pause(0); // a cause
      scene.load(Duration.ofSeconds(4));
      assertThat(List.of(1, 2)).allMatch(i -> scene.group().witness(i).view().number() > 0);
      scene.group().resume(0);
      scene.assertEndsWell(Duration.ofSeconds(60));
    }
  }

  /**
   * Z12: clients take speculative answers for an end and never come back: the group must commit
   * without them, and never run further ahead of that than the window.
   */
  @Test
  @Rule({"R-EXCHANGE-1", "R-ORDER", "R-CHECKPOINT"})
  void z12_speculationIsCommittedThoughNoClientEverAsksForIt() {
    try (Scene scene = Scene.seeded(Scenes.small(1, 0), 12)) {
      RawClient silent = new RawClient(scene.group(), "silent");
      silent.hello();
      scene.group().pass(Duration.ofMillis(50));
      for (int i = 1; i <= 100; i++) {
        silent.ask(silent.request(i, "v" + i), 0);
        scene.group().pass(Duration.ofMillis(9));
        assertThat(scene.group().witnesses()).allMatch(CertificatesAndHolesTest::isWithinWindow);
      }
      scene.group().pass(Duration.ofSeconds(1));
      assertThat(scene.group().witnesses()).allMatch(w -> lastStable(w) >= 88);
      Scenes.assertNobodyIsSuspected(scene);
      scene.assertEndsWell(SOON);
    }
  }

  private static boolean isWithinWindow(Witness witness) {
    long accepted = witness.log().isEmpty() ? 0 : witness.log().lastKey().number();
    return accepted - lastStable(witness) <= Scene.SMALL.window();
  }

  private static long lastStable(Witness witness) {
    return witness.events(Event.CheckpointStable.class).stream()
        .mapToLong(e -> e.slot().number())
        .max()
        .orElse(0);
  }
}
