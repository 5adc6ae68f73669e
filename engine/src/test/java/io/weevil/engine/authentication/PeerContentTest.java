package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.Door.assertAccepted;
import static io.weevil.engine.authentication.Door.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.crypto.Digests;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replicas sign, handed over by replicas. */
class PeerContentTest {

  private static final Slot SLOT = new Slot(1);
  private static final Slot CHECKPOINT = new Slot(128);

  private final TestGroup group = TestGroup.of(1, 0);
  private final Door door = new Door(group, 3);
  private final Digest history = Digests.of(Bytes.utf8("history"));
  private final Digest other = Digests.of(Bytes.utf8("other"));

  @Test
  @Rule("R-ACCEPT-1")
  void aHeaderIsItsPrimarysWhoeverPassesItOn() {
    PeerMessage.OrderReq orderReq = emptyOrderReq(View.ZERO);
    assertAccepted(door.open(0, orderReq), orderReq);
    assertAccepted(door.open(2, orderReq), orderReq);
    PeerMessage.OrderReq later = emptyOrderReq(new View(6));
    assertAccepted(door.open(0, later), later);
  }

  @Test
  @Rule("R-ACCEPT-1")
  void aHeaderOfAnotherThanItsPrimaryIsForged() {
    Batch batch = group.batch(TestGroup.NOW);
    OrderHeader header = new OrderHeader(View.ZERO, SLOT, batch.digest(), history, Track.AGREED);
    SignedHeader byAnother = group.signer(1).header(header);
    assertRefused(door.open(1, new PeerMessage.OrderReq(byAnother, batch)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-AUTH")
  void everyFieldOfAHeaderIsSigned() {
    Batch batch = group.batch(TestGroup.NOW);
    SignedHeader signed =
        group.header(new OrderHeader(View.ZERO, SLOT, batch.digest(), history, Track.AGREED));
    for (OrderHeader changed :
        List.of(
            new OrderHeader(new View(4), SLOT, batch.digest(), history, Track.AGREED),
            new OrderHeader(View.ZERO, SLOT.next(), batch.digest(), history, Track.AGREED),
            new OrderHeader(View.ZERO, SLOT, other, history, Track.AGREED),
            new OrderHeader(View.ZERO, SLOT, batch.digest(), other, Track.AGREED),
            new OrderHeader(View.ZERO, SLOT, batch.digest(), history, Track.SPECULATIVE))) {
      assertRefused(
          door.open(
              2, new PeerMessage.OrderReq(new SignedHeader(changed, signed.signature()), batch)),
          Cause.FORGED_SIGNATURE);
    }
  }

  @Test
  @Rule({"R-LATE", "R-ACCEPT-1"})
  void aPrimarysOwnHeaderIsBelievedOnItsMacButForAShareThatIsLookedAt() {
    Batch batch = group.batch(TestGroup.NOW);
    int refused = 0;
    for (int i = 1; i <= 800; i++) {
      Digest chained = Digests.chain(history, new Slot(i), batch.digest());
      SignedHeader forged =
          group
              .signer(1)
              .header(
                  new OrderHeader(
                      View.ZERO, new Slot(i), batch.digest(), chained, Track.SPECULATIVE));
      PeerMessage.OrderReq orderReq = new PeerMessage.OrderReq(forged, batch);
      refused += door.open(0, orderReq) instanceof Opened.Refused ? 1 : 0;
      assertRefused(door.open(2, orderReq), Cause.FORGED_SIGNATURE);
    }
    assertThat(refused).isBetween(800 / SpotCheck.SHARE / 2, 800 / SpotCheck.SHARE * 2);
  }

  @Test
  @Rule("R-STATUS")
  void aVoteIsOnlyAcceptedFromItsVoter() {
    PeerMessage.Prepare prepare = new PeerMessage.Prepare(group.vote(1, View.ZERO, SLOT, history));
    assertAccepted(door.open(1, prepare), prepare);
    assertRefused(door.open(2, prepare), Cause.WRONG_SIGNER);
    SignedVote claimed =
        new SignedVote(new ReplicaId(2), prepare.vote().vote(), prepare.vote().signature());
    assertRefused(door.open(2, new PeerMessage.Prepare(claimed)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-AUTH")
  void aVoteOfAnotherGroupIsForged() {
    TestGroup twin =
        TestGroup.of(1, 0, group.configuration().requestAuthentication(), TestLimits.OTHER, 1);
    SignedVote foreign = twin.vote(1, View.ZERO, SLOT, history);
    assertRefused(door.open(1, new PeerMessage.Prepare(foreign)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-STATUS")
  void aCheckpointIsOnlyAcceptedFromItsSigner() {
    PeerMessage.Checkpoint checkpoint = group.signer(1).checkpoint(CHECKPOINT, history, other);
    assertAccepted(door.open(1, checkpoint), checkpoint);
    assertRefused(door.open(2, checkpoint), Cause.WRONG_SIGNER);
    PeerMessage.Checkpoint forged =
        new PeerMessage.Checkpoint(
            new ReplicaId(1), CHECKPOINT, history, history, checkpoint.signature());
    assertRefused(door.open(1, forged), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-STATUS")
  void noConfidenceIsOnlyAcceptedFromItsSigner() {
    PeerMessage.NoConfidence statement = group.signer(1).noConfidence(View.ZERO);
    assertAccepted(door.open(1, statement), statement);
    assertRefused(door.open(2, statement), Cause.WRONG_SIGNER);
    PeerMessage.NoConfidence forged =
        new PeerMessage.NoConfidence(new ReplicaId(1), View.ZERO.next(), statement.signature());
    assertRefused(door.open(1, forged), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void aStableProofNeedsCertifyEqualAuthenticCheckpointsOfDistinctMembers() {
    PeerMessage.StableProof proof = group.stableProof(CHECKPOINT, history, other);
    assertAccepted(door.open(1, proof), proof);

    List<PeerMessage.Checkpoint> good = proof.checkpoints();
    assertRefused(door.open(1, new PeerMessage.StableProof(good.subList(0, 2))), Cause.NOT_A_PROOF);
    assertRefused(
        door.open(1, withThird(good, group.signer(2).checkpoint(CHECKPOINT, history, history))),
        Cause.NOT_A_PROOF);
    assertRefused(
        door.open(1, withThird(good, group.signer(2).checkpoint(CHECKPOINT, other, other))),
        Cause.NOT_A_PROOF);
    assertRefused(
        door.open(1, withThird(good, group.signer(2).checkpoint(new Slot(256), history, other))),
        Cause.NOT_A_PROOF);
    PeerMessage.Checkpoint third = good.get(2);
    PeerMessage.Checkpoint stolen =
        new PeerMessage.Checkpoint(
            new ReplicaId(3), third.slot(), third.history(), third.state(), third.signature());
    assertRefused(door.open(1, withThird(good, stolen)), Cause.FORGED_SIGNATURE);
  }

  @Test
  @Rule("R-CHECKPOINT")
  void oneSignerOfAStableProofCountsOnce() {
    List<PeerMessage.Checkpoint> good = group.stableProof(CHECKPOINT, history, other).checkpoints();
    List<PeerMessage.Checkpoint> padded = new ArrayList<>(good);
    padded.add(good.get(0));
    for (PeerMessage.StableProof proof :
        List.of(withThird(good, good.get(0)), new PeerMessage.StableProof(padded))) {
      // The decoder sees it first, and the check behind it would too.
      assertRefused(door.open(1, proof), Cause.MALFORMED);
      assertThat(door.content().check(new ReplicaId(1), proof).orElseThrow().cause())
          .isEqualTo(Cause.NOT_A_PROOF);
    }
  }

  @Test
  @Rule("R-CHECKPOINT")
  void strangersDoNotCountInAStableProof() {
    List<PeerMessage.Checkpoint> good = group.stableProof(CHECKPOINT, history, other).checkpoints();
    PeerMessage.Checkpoint stranger =
        new PeerMessage.Checkpoint(
            new ReplicaId(4), CHECKPOINT, history, other, good.get(0).signature());
    PeerMessage.StableProof proof = withThird(good, stranger);
    assertThat(door.open(1, proof)).isInstanceOf(Opened.Refused.class);
    assertThat(door.content().check(new ReplicaId(1), proof).orElseThrow().cause())
        .isEqualTo(Cause.NOT_A_PROOF);
  }

  @Test
  @Rule("R-EVIDENCE")
  void twoContradictingHeadersProveMisbehaviour() {
    SignedHeader first =
        group.header(new OrderHeader(View.ZERO, SLOT, history, history, Track.SPECULATIVE));
    SignedHeader second =
        group.header(new OrderHeader(View.ZERO, SLOT, other, other, Track.SPECULATIVE));
    PeerMessage.Misbehavior proof = new PeerMessage.Misbehavior(first, second);
    assertAccepted(door.open(1, proof), proof);
  }

  @Test
  @Rule("R-EVIDENCE")
  void nothingAnHonestPrimarySignsProvesMisbehaviour() {
    SignedHeader first =
        group.header(new OrderHeader(View.ZERO, SLOT, history, history, Track.SPECULATIVE));
    SignedHeader nextSlot =
        group.header(new OrderHeader(View.ZERO, SLOT.next(), other, other, Track.SPECULATIVE));
    SignedHeader laterView =
        group.header(new OrderHeader(new View(4), SLOT, other, other, Track.SPECULATIVE));
    assertRefused(door.open(1, new PeerMessage.Misbehavior(first, first)), Cause.NOT_A_PROOF);
    assertRefused(door.open(1, new PeerMessage.Misbehavior(first, nextSlot)), Cause.NOT_A_PROOF);
    assertRefused(door.open(1, new PeerMessage.Misbehavior(first, laterView)), Cause.NOT_A_PROOF);
  }

  @Test
  @Rule("R-EVIDENCE")
  void aForgedHeaderProvesNothingOnEitherSide() {
    SignedHeader first =
        group.header(new OrderHeader(View.ZERO, SLOT, history, history, Track.SPECULATIVE));
    OrderHeader contradicting = new OrderHeader(View.ZERO, SLOT, other, other, Track.SPECULATIVE);
    SignedHeader stolen = new SignedHeader(contradicting, first.signature());
    SignedHeader byAnother = group.signer(1).header(contradicting);
    for (SignedHeader forged : List.of(stolen, byAnother)) {
      assertRefused(
          door.open(1, new PeerMessage.Misbehavior(first, forged)), Cause.FORGED_SIGNATURE);
      assertRefused(
          door.open(1, new PeerMessage.Misbehavior(forged, first)), Cause.FORGED_SIGNATURE);
    }
  }

  @Test
  @Rule("R-AUTH")
  void whatOnlyTwoPartiesMustBelieveNeedsNoSignature() {
    for (PeerMessage message :
        List.of(
            new PeerMessage.Commit(View.ZERO, SLOT, history),
            new PeerMessage.FillHole(View.ZERO, SLOT, SLOT.next()),
            new PeerMessage.Fetch(other),
            new PeerMessage.Fetched(group.batch(TestGroup.NOW)),
            new PeerMessage.Status(View.ZERO, View.ZERO, Slot.ZERO, SLOT, SLOT, SLOT))) {
      assertAccepted(door.open(2, message), message);
    }
    assertThat(door.verifier.take()).isZero();
  }

  private PeerMessage.OrderReq emptyOrderReq(View view) {
    return group.orderReq(
        view, SLOT, group.digest(), group.batch(TestGroup.NOW), Track.SPECULATIVE);
  }

  private static PeerMessage.StableProof withThird(
      List<PeerMessage.Checkpoint> two, PeerMessage.Checkpoint third) {
    return new PeerMessage.StableProof(List.of(two.get(0), two.get(1), third));
  }
}
