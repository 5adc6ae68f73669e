package io.weevil.testkit.knownbugs;

import static io.weevil.engine.message.MessageKind.COMMIT;
import static io.weevil.engine.message.MessageKind.COMMIT_CERTIFICATE;
import static io.weevil.engine.message.MessageKind.FILL_HOLE;
import static io.weevil.engine.message.MessageKind.NO_CONFIDENCE;
import static io.weevil.engine.message.MessageKind.ORDER_REQ;
import static io.weevil.engine.message.MessageKind.PREPARE;
import static io.weevil.engine.message.MessageKind.RELAY;
import static io.weevil.engine.message.MessageKind.STATUS;
import static io.weevil.engine.message.MessageKind.VIEW_CHANGE;
import static io.weevil.testkit.knownbugs.Script.ONE;
import static io.weevil.testkit.knownbugs.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.actors.client.Answer;
import io.weevil.engine.Rule;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.BatchCodec;
import io.weevil.engine.message.ClientMessage.Ask;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Commit;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.ReplyMessage.LocalCommit;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.Grade;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.testkit.actors.ActorClient;
import io.weevil.testkit.actors.Caller;
import io.weevil.testkit.actors.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Z1 and Z2: what an older view left behind must not undo what a newer one has finished (Abraham et
 * al., arXiv 1712.01367). In view 0 the primary r0 orders one thing for some and another for
 * others; view 1 finishes a request; view 2 is computed with r0's old certificate.
 */
@Timeout(120)
@Rule({"R-SELECT", "R-VIEW-CHANGE"})
class OlderViewTest {

  /** What a slow network keeps from arriving while the script is played. */
  private static final Predicate<Said> SLOW =
      Script.kinds(PREPARE, COMMIT, COMMIT_CERTIFICATE, FILL_HOLE, STATUS, RELAY);

  private static final Duration SOON = Duration.ofSeconds(5);

  private Script script;
  private final List<Puppet> liars = new ArrayList<>();
  private int f;
  private ActorClient ca;
  private ActorClient cb;
  private Caller b;
  private Caller d;
  private Digest batchA;
  private Digest batchB;

  private void begin(int faults, int... faulty) {
    f = faults;
    script = new Script(faults, 0, 101);
    for (int each : faulty) {
      liars.add(script.puppet(each));
    }
    ca = script.group().newClient();
    cb = script.group().newClient();
    script.group().pass(Duration.ofMillis(50)); // everyone is introduced
  }

  @AfterEach
  void end() {
    script.close();
  }

  /** r1 … rf, which r0 tells another story than the others. */
  private int[] misled() {
    return IntStream.rangeClosed(1, f).toArray();
  }

  /**
   * View 0: what Ca asks for is ordered for all but the misled, up to {@code last}; it is b for
   * them. Nobody is answered: replies to Ca are late.
   */
  private void equivocate(Slot last) {
    List<Request> heard = new ArrayList<>();
    Puppet r0 = liars.get(0);
    r0.isMuteToClients(true)
        .hearsWith(
            message -> {
              if (message instanceof Ask(Request request)) {
                heard.add(request);
              }
            })
        .keepsBack(
            (to, message) ->
                message instanceof OrderReq m
                    && (m.header().header().slot().isAfter(last) || to.index() <= f));
    script.lose(SLOW, said -> said.isTo(ca) || (said.isFrom(ca) && !said.isTo(0)));
    ask(ca, "a");
    if (last.equals(TWO)) {
      script.await(() -> script.batch(3, ONE) != null, SOON);
      ask(ca, "c");
    }
    script.await(() -> script.certificate(0, last).isEmpty() == (f == 0), SOON);
    script.await(() -> script.batch(3, last) != null, SOON);
    batchA = script.batch(3, ONE);
    b = ask(cb, "b");
    script.await(() -> heard.stream().anyMatch(r -> isFrom(cb, r)), SOON);
    Request ofB = heard.stream().filter(r -> isFrom(cb, r)).findFirst().orElseThrow();
    orderInstead(ofB);
  }

  private static Caller ask(ActorClient client, String value) {
    Caller caller = client.newCaller();
    caller.call(Scene.put("x", value));
    return caller;
  }

  private boolean isFrom(ActorClient client, Request request) {
    return client == cb && !request.client().equals(firstClient());
  }

  private io.weevil.engine.model.ClientId firstClient() {
    return script.said().stream()
        .filter(s -> s.isFrom(ca) && s.message() instanceof Ask)
        .map(s -> ((Ask) s.message()).request().client())
        .findFirst()
        .orElseThrow();
  }

  private void orderInstead(Request request) {
    var self = liars.get(0).self();
    Batch batch =
        new BatchCodec(self.group().limits(), self.group().n())
            .encode(script.group().time().now(), List.of(request));
    batchB = batch.digest();
    Digest history = Digests.chain(self.group().digest(), ONE, batchB);
    OrderReq other =
        new OrderReq(
            self.signer()
                .header(new OrderHeader(View.ZERO, ONE, batchB, history, Track.SPECULATIVE)),
            batch);
    for (int each : misled()) {
      self.say(new ReplicaId(each), other);
    }
    script.await(() -> batchB.equals(script.batch(1, ONE)), SOON);
  }

  /** View 1 is computed from what r0 claims and others show, but not from what these show. */
  private void changeToViewOne(LogReport lie, int... unheard) {
    liars.forEach(liar -> liar.shows(lie));
    Predicate<Said> ofCa = said -> said.concerns(ca);
    script.lose(SLOW, ofCa, said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(unheard));
    d = ask(cb, "d"); // r1 hears of it, and orders it as soon as its view begins
    liars.forEach(liar -> liar.isMuteToClients(false));
    script.awaitView(1);
    liars.forEach(liar -> liar.keepsBack((to, message) -> false));
  }

  /** View 2, whose primary r2 does not hear these; what r1 orders is lost meanwhile. */
  private void changeToViewTwo(int... unheard) {
    Predicate<Said> ofCa = said -> said.concerns(ca);
    script.lose(
        SLOW,
        ofCa,
        Script.kinds(ORDER_REQ),
        said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(unheard));
    script.changeTo(2);
  }

  /** Something is finished on the fast path: no certificate of this view is with anyone. */
  private Answer.Done<?> finishFast(Caller caller) {
    script.await(() -> !caller.isWaiting(), SOON);
    assertThat(caller.lastAnswer()).isInstanceOf(Answer.Done.class);
    Answer.Done<?> done = (Answer.Done<?>) caller.lastAnswer();
    assertThat(done.grade()).isEqualTo(Grade.SPECULATIVE);
    return done;
  }

  private Certificate oldCertificate(Slot slot) {
    return script.certificate(0, slot).orElseThrow();
  }

  /** View 1 began with b: d is finished behind it by all replicas. */
  private Answer.Done<?> finishBehindB() {
    assertThat(script.batches(ONE)).containsOnly(batchB);
    Answer.Done<?> done = finishFast(d);
    assertThat(done.slot()).isEqualTo(TWO);
    return done;
  }

  private void assertNothingIsLost(Digest second) {
    assertThat(script.batches(ONE)).containsOnly(batchB);
    assertThat(script.batches(TWO)).containsOnly(second);
    script.assertEndsWell();
    assertThat(b.lastAnswer()).isInstanceOf(Answer.Done.class);
  }

  /**
   * Schedule A of the paper: a certificate of view 0, which only r0 holds, must not overrule what
   * all replicas have accepted in view 1.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void z1_anOldCertificateDoesNotUndoAFastCommit(int faults) {
    begin(faults, faults == 1 ? new int[] {0} : new int[] {0, 6});
    equivocate(ONE);
    changeToViewOne(Script.log(0, batchB), faults == 1 ? new int[] {3} : new int[] {4, 5});
    finishBehindB();
    Digest second = script.batch(1, TWO);

    LogReport old = Script.log(1, List.of(batchB, second), oldCertificate(ONE), batchA);
    liars.forEach(liar -> liar.shows(old));
    changeToViewTwo(faults == 1 ? new int[] {1} : new int[] {1, 5});
    assertThat(script.signersOf(2)).contains(0, 2, 3).doesNotContain(1);
    assertNothingIsLost(second);
  }

  /** Z1 where r0 claims never to have seen view 1. */
  @Test
  void z1d_notEvenIfItsHolderNeverSawTheNewerView() {
    begin(1, 0);
    equivocate(ONE);
    changeToViewOne(Script.log(0, batchB), 3);
    finishBehindB();
    Digest second = script.batch(1, TWO);

    liars.get(0).shows(Script.log(0, List.of(batchA), oldCertificate(ONE), batchA));
    changeToViewTwo(1);
    assertThat(script.signersOf(2)).containsExactly(0, 2, 3);
    assertNothingIsLost(second);
  }

  /** Z1 where the correct r3 was shown the certificate, acknowledged it, and shows it itself. */
  @Test
  void z1b_anHonestHolderOfTheOldCertificateUndoesNothing() {
    begin(1, 0);
    equivocate(ONE);
    script.lose( // Ca hears all, and its certificate reaches r3 only
        Script.kinds(PREPARE, COMMIT, FILL_HOLE, STATUS, RELAY),
        said -> said.isOneOf(COMMIT_CERTIFICATE) && !said.isTo(3),
        said -> said.isFrom(ca) && said.message() instanceof Ask && said.isTo(1));
    liars.get(0).isMuteToClients(false);
    script.await(() -> hasAcknowledged(3), Duration.ofSeconds(10));

    changeToViewOne(Script.log(0, batchB), 3);
    finishBehindB();
    Digest second = script.batch(1, TWO);

    changeToViewTwo(0);
    assertThat(script.signersOf(2)).containsExactly(1, 2, 3);
    assertThat(shown(3, 2).certified())
        .as("what r3 shows on the way to view 2")
        .isNotNull()
        .satisfies(c -> assertThat(c.batches()).containsExactly(batchA));
    assertNothingIsLost(second);
  }

  private boolean hasAcknowledged(int replica) {
    return script.said().stream()
        .anyMatch(s -> s.isFrom(replica) && s.message() instanceof LocalCommit);
  }

  private LogReport shown(int replica, long view) {
    return script.said().stream()
        .filter(s -> s.isFrom(replica))
        .map(Said::message)
        .filter(m -> m instanceof ViewChange v && v.view().number() == view)
        .map(m -> ((ViewChange) m).report())
        .findFirst()
        .orElseThrow();
  }

  /** Z1 where the liar is the primary of view 2, who chooses what to compute its log from. */
  @Test
  void z1f_theNextPrimaryItselfCannotReviveIt() {
    begin(1, 2);
    Puppet r2 = liars.get(0);
    script.lose(SLOW, said -> said.isTo(ca) || (said.isOneOf(ORDER_REQ) && said.isTo(1)));
    ask(ca, "a");
    script.await(() -> script.certificate(0, ONE).isPresent(), SOON);
    batchA = script.batch(3, ONE);

    r2.shows(Script.log(0));
    script.lose(
        SLOW,
        said -> said.concerns(ca),
        said -> said.isOneOf(VIEW_CHANGE) && said.isFrom(3),
        said ->
            said.message() instanceof OrderReq m && m.header().header().view().equals(View.ZERO));
    b = ask(cb, "b");
    script.awaitView(1);
    assertThat(finishFast(b).slot()).isEqualTo(ONE);
    batchB = script.batch(1, ONE);
    assertThat(batchB).isNotEqualTo(batchA);

    LogReport lie = Script.log(0, List.of(batchA), oldCertificate(ONE), batchA);
    announceWith(r2, lie);
    changeToViewTwo(1);
    assertThat(script.signersOf(2)).containsExactly(0, 2, 3);
    assertThat(script.batches(ONE)).containsOnly(batchB);
    script.assertEndsWell();
  }

  /** r2 announces view 2 with its lie and with what r0 and r3 show, to whoever is to hear it. */
  private void announceWith(Puppet r2, LogReport lie) {
    SortedMap<ReplicaId, ViewChange> heard = new TreeMap<>();
    View two = new View(2);
    r2.shows(lie).keepsBack((to, message) -> message instanceof NewView);
    r2.hearsWith(
        message -> {
          if (message instanceof ViewChange other
              && other.view().equals(two)
              && other.signer().index() != 1) {
            heard.put(other.signer(), other);
            ReplicaId self = r2.self().id();
            heard.put(self, r2.self().signer().viewChange(two, other.proof(), lie));
            if (heard.size() == 3) {
              NewView announced = r2.self().signer().newView(two, List.copyOf(heard.values()));
              List.of(0, 1, 3).forEach(i -> r2.self().say(new ReplicaId(i), announced));
            }
          }
        });
  }

  /**
   * Schedule B: what view 1 has certified must not fall to a longer certificate of view 0, which
   * covers two slots.
   */
  @Test
  void z2_aLongerOldCertificateDoesNotUndoASlowCommit() {
    begin(1, 0);
    equivocate(TWO);
    Digest batchC = script.batch(3, TWO);
    changeToViewOneAndConfirm();
    script.await(() -> !b.isWaiting(), Duration.ofSeconds(10));
    assertThat(b.lastAnswer())
        .isInstanceOfSatisfying(
            Answer.Done.class, done -> assertThat(done.grade()).isNotEqualTo(Grade.SPECULATIVE));
    assertThat(script.certificate(1, ONE)).isPresent();

    // r0 shows its certificate, r2 that of view 1, and r3, which was cut off, its log of view 0.
    List<Digest> old = List.of(batchA, batchC);
    liars.get(0).shows(Script.log(0, old, oldCertificate(TWO), batchA, batchC));
    changeToViewTwo(1);
    assertThat(script.signersOf(2)).containsExactly(0, 2, 3);
    assertThat(shown(3, 2).log()).isEqualTo(old);
    assertThat(script.batches(ONE)).containsOnly(batchB);
    script.assertEndsWell();
  }

  /** View 1 begins with b, and r3 is cut off from it: the others vote for b, and commit it. */
  private void changeToViewOneAndConfirm() {
    liars.get(0).shows(Script.log(0, batchB)).isMuteToClients(false);
    script.lose(
        said -> said.concerns(ca),
        said -> said.message() instanceof Prepare(var v) && v.vote().view().equals(View.ZERO),
        said -> said.message() instanceof Commit m && m.view().equals(View.ZERO),
        Script.kinds(FILL_HOLE, STATUS, RELAY),
        said -> said.concerns(3) && !said.isOneOf(NO_CONFIDENCE));
  }
}
