package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Door.assertAccepted;
import static io.weevil.engine.authentication.Door.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.history.HistoryChain;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "Valid", of VIEW-CHANGE: each clause broken one at a time, and refused with its cause. */
@Rule({"R-VIEW-CHANGE", "R-AUTH"})
class ViewChangeDoorTest {

  private static final int SENDER = 2;
  private static final View TWO = new View(2);

  /** K = 4, a window of 8. */
  private static final Limits LIMITS =
      new Limits(4, 8, 4, 3, 4, 192 * 1024, 128 * 1024, 128 * 1024, java.time.Duration.ZERO);

  private final TestGroup group = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, LIMITS, 1);
  private final Statements say = new Statements(group);
  private final Door door = new Door(group, 3);
  private final Slot checkpoint = new Slot(4);
  private final Digest atCheckpoint = Digests.of(Bytes.utf8("h4"));

  private static List<Digest> batches(int count) {
    return IntStream.range(0, count).mapToObj(i -> Digests.of(Bytes.utf8("batch " + i))).toList();
  }

  private StableProof proof() {
    return group.stableProof(checkpoint, atCheckpoint, atCheckpoint);
  }

  /** What the certificate of {@code view} over these batches above the checkpoint is. */
  private CertifiedLog certified(View view, List<Digest> batches, int... signers) {
    HistoryChain chain = HistoryChain.of(checkpoint, atCheckpoint, batches);
    return new CertifiedLog(
        group.certificate(view, chain.last(), chain.lastHistory(), signers), batches);
  }

  /** Everything that there is to show. */
  private LogReport full() {
    return new LogReport(
        proof(), new View(1), batches(8), certified(new View(1), batches(8), 0, 1, 2));
  }

  private Opened opens(ViewChange viewChange) {
    return door.open(SENDER, viewChange);
  }

  private Opened opens(LogReport report) {
    return opens(say.viewChange(SENDER, TWO, report));
  }

  private Opened opens(NoConfidenceProof proof) {
    return opens(group.signer(SENDER).viewChange(TWO, proof, full()));
  }

  @Test
  void whatIsValidIsAccepted() {
    ViewChange valid = say.viewChange(SENDER, TWO, full());
    assertAccepted(opens(valid), valid);
    ViewChange empty = say.viewChange(SENDER, TWO);
    assertAccepted(opens(empty), empty);
  }

  @Test
  @DisplayName("what was found valid is not verified a second time")
  void isRemembered() {
    ViewChange valid = say.viewChange(SENDER, TWO, full());
    opens(valid);
    assertThat(door.verifier.take()).isPositive();
    assertAccepted(opens(valid), valid);
    assertThat(door.verifier.take()).isZero();
  }

  @Test
  @DisplayName("and nothing else is let in by what is remembered: each field of it counts")
  void onlyItselfIsRemembered() {
    ViewChange valid = say.viewChange(SENDER, TWO, full());
    opens(valid);
    Bytes s = valid.signature();
    LogReport shorter = new LogReport(proof(), new View(1), batches(7), full().certified());
    for (ViewChange changed :
        List.of(
            new ViewChange(valid.signer(), TWO, valid.proof(), shorter, s),
            new ViewChange(
                valid.signer(), TWO, say.noConfidence(new View(1), 1, 2), valid.report(), s),
            new ViewChange(
                valid.signer(),
                TWO,
                valid.proof(),
                valid.report(),
                say.viewChange(SENDER, TWO).signature()))) {
      assertRefused(opens(changed), Cause.FORGED_SIGNATURE);
    }
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("only from its signer")
  void signerIsNotSender() {
    assertRefused(door.open(1, say.viewChange(SENDER, TWO, full())), Cause.WRONG_SIGNER);
  }

  @Test
  @DisplayName("\"by a member\", and signed by no other")
  void ofAnotherSigner() {
    ViewChange others = say.viewChange(1, TWO, full());
    assertRefused(
        opens(
            new ViewChange(
                new ReplicaId(SENDER), TWO, others.proof(), others.report(), others.signature())),
        Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("\"for exactly w, proof of NO-CONFIDENCE(w-1)\"")
  void noConfidenceInAnotherView() {
    assertRefused(opens(say.noConfidence(View.ZERO, 0, 1)), Cause.FORGED_SIGNATURE);
    assertRefused(opens(say.noConfidence(TWO, 0, 1)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("\"by `weak` distinct members\"")
  void tooFewHaveLostConfidence() {
    assertRefused(opens(say.noConfidence(new View(1), 0)), Cause.NOT_A_PROOF);
    assertRefused(opens(new NoConfidenceProof(new TreeMap<>())), Cause.MALFORMED);
  }

  @Test
  @DisplayName("one signer's word under two names is forged")
  void aRepeatedSigner() {
    Bytes signature = group.signer(0).noConfidence(new View(1)).signature();
    SortedMap<ReplicaId, Bytes> twice = new TreeMap<>();
    twice.put(new ReplicaId(0), signature);
    twice.put(new ReplicaId(1), signature);
    assertRefused(opens(new NoConfidenceProof(twice)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("one good word too many does not make up for a bad one")
  void oneBadSignatureAmongEnough() {
    SortedMap<ReplicaId, Bytes> three =
        new TreeMap<>(say.noConfidence(new View(1), 0, 1).signatures());
    three.put(new ReplicaId(2), three.get(new ReplicaId(0)));
    assertRefused(opens(new NoConfidenceProof(three)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("the word of a replica of another group is none")
  void aForeignSigner() {
    TestGroup other = TestGroup.of(1, 0);
    assertRefused(
        opens(new Statements(other).noConfidence(new View(1), 0, 1)), Cause.FORGED_SIGNATURE);
    TestGroup larger = TestGroup.of(2, 0);
    assertRefused(opens(new Statements(larger).noConfidence(new View(1), 0, 5)), Cause.MALFORMED);
  }

  @Test
  @DisplayName("\"lv < w\"")
  void aLogOfTheViewItself() {
    for (long logView : new long[] {2, 3}) {
      assertRefused(
          opens(new LogReport(null, new View(logView), List.of(), null)), Cause.NOT_A_PROOF);
    }
  }

  @Test
  @DisplayName("\"certificate's view < w\"")
  void aCertificateOfTheViewItself() {
    for (long view : new long[] {2, 3}) {
      assertRefused(
          opens(
              new LogReport(
                  proof(), View.ZERO, List.of(), certified(new View(view), batches(2), 0, 1, 2))),
          Cause.NOT_A_PROOF);
    }
  }

  @Test
  @DisplayName("\"with that certificate's own digests\": that lead to it, from the checkpoint on")
  void digestsThatDoNotLeadThere() {
    CertifiedLog good = certified(View.ZERO, batches(3), 0, 1, 2);
    List<Digest> swapped = new ArrayList<>(batches(3));
    swapped.set(1, atCheckpoint);
    for (List<Digest> bad : List.of(swapped, batches(2), batches(4), List.<Digest>of())) {
      CertifiedLog lie = new CertifiedLog(good.certificate(), bad);
      assertRefused(opens(new LogReport(proof(), View.ZERO, List.of(), lie)), Cause.NOT_A_PROOF);
    }
    assertRefused(opens(new LogReport(null, View.ZERO, List.of(), good)), Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("a certificate at the checkpoint itself says nothing beyond it")
  void aCertificateAtTheCheckpoint() {
    assertRefused(
        opens(
            new LogReport(proof(), View.ZERO, List.of(), certified(View.ZERO, List.of(), 0, 1, 2))),
        Cause.NOT_A_PROOF);
  }

  @Test
  @DisplayName("a certificate of fewer than `certify` is none")
  void tooFewVotes() {
    assertRefused(
        opens(new LogReport(proof(), View.ZERO, List.of(), certified(View.ZERO, batches(2), 0, 1))),
        Cause.NOT_A_PROOF);
  }

  @Test
  void aForgedVote() {
    CertifiedLog good = certified(View.ZERO, batches(2), 0, 1, 2);
    CertifiedLog others = certified(View.ZERO, batches(3), 0, 1, 2);
    CertifiedLog lie =
        new CertifiedLog(
            new io.weevil.engine.quorum.Certificate(
                good.certificate().vote(), others.certificate().signatures()),
            good.batches());
    assertRefused(opens(new LogReport(proof(), View.ZERO, List.of(), lie)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("\"log and certificate no longer than its own proven checkpoint + window\"")
  void longerThanTheWindow() {
    assertRefused(opens(new LogReport(proof(), View.ZERO, batches(9), null)), Cause.MALFORMED);
    assertRefused(
        opens(
            new LogReport(
                proof(), View.ZERO, List.of(), certified(View.ZERO, batches(9), 0, 1, 2))),
        Cause.MALFORMED);
  }

  @Test
  @DisplayName("behind the decoder, which bounds them already, their length is checked again")
  void longerThanTheWindowBehindTheDecoder() {
    for (LogReport report :
        List.of(
            new LogReport(proof(), View.ZERO, batches(9), null),
            new LogReport(
                proof(), View.ZERO, List.of(), certified(View.ZERO, batches(9), 0, 1, 2)))) {
      assertThat(
              door.content()
                  .check(new ReplicaId(SENDER), say.viewChange(SENDER, TWO, report))
                  .map(Fault::cause))
          .contains(Cause.NOT_A_PROOF);
    }
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("a checkpoint that is no multiple of K is none")
  void noMultipleOfTheInterval() {
    StableProof odd = group.stableProof(new Slot(5), atCheckpoint, atCheckpoint);
    assertRefused(opens(new LogReport(odd, View.ZERO, List.of(), null)), Cause.NOT_A_PROOF);
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("\"checkpoints of another group\"")
  void aCheckpointOfAnotherGroup() {
    StableProof foreign = TestGroup.of(1, 0).stableProof(checkpoint, atCheckpoint, atCheckpoint);
    assertRefused(
        opens(new LogReport(foreign, View.ZERO, List.of(), null)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-CHECKPOINT")
  @DisplayName("a stable proof of too few, or of one signer twice")
  void tooFewCheckpoints() {
    var all = proof().checkpoints();
    for (var few : List.of(all.subList(0, 2), List.of(all.get(0), all.get(1), all.get(1)))) {
      Opened opened = opens(new LogReport(new StableProof(few), View.ZERO, List.of(), null));
      assertThat(opened).isInstanceOf(Opened.Refused.class);
    }
  }

  @Test
  @DisplayName("\"one signature over all fields\"")
  void aForgedSignature() {
    ViewChange valid = say.viewChange(SENDER, TWO, full());
    ViewChange forged =
        new ViewChange(
            valid.signer(),
            TWO,
            valid.proof(),
            new LogReport(proof(), View.ZERO, batches(8), full().certified()),
            valid.signature());
    assertRefused(opens(forged), Cause.FORGED_SIGNATURE);
  }

  @Test
  @DisplayName("a truncated or padded one is no message")
  void truncated() {
    var sealed = group.sealer(SENDER).seal(say.viewChange(SENDER, TWO, full()), door.self);
    byte[] body = sealed.body().toArray();
    byte[] cut = java.util.Arrays.copyOf(body, body.length - 1);
    var wire =
        new io.weevil.engine.message.Wire(
            sealed.kind(),
            sealed.group(),
            sealed.sender(),
            Bytes.wrap(cut),
            sealed.authenticator());
    assertRefused(door.open(wire), Cause.BAD_MAC);
  }
}
