package io.weevil.engine.authentication;

import static io.weevil.engine.authentication.SignedStatements.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.group.Limits;
import io.weevil.engine.group.RequestAuthentication;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.Evidence.ConflictingCheckpoints;
import io.weevil.engine.message.Evidence.ConflictingHeaders;
import io.weevil.engine.message.Evidence.ConflictingNewViews;
import io.weevil.engine.message.Evidence.ConflictingViewChanges;
import io.weevil.engine.message.Evidence.ConflictingVotes;
import io.weevil.engine.message.Evidence.FaultyBatch;
import io.weevil.engine.message.Evidence.ForkedHeaders;
import io.weevil.engine.message.EvidenceDocument;
import io.weevil.engine.message.OrderHeader;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.Timestamp;
import io.weevil.engine.model.Track;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.SignedVote;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-EVIDENCE: what a third party takes for proof, and what it does not. */
@Rule("R-EVIDENCE")
class EvidenceCheckerTest {

  private static final Bytes NO_SIGNATURE = Bytes.wrap(new byte[64]);

  private final TestGroup group = TestGroup.of(1, 0);
  private final SignedStatements say = new SignedStatements(group);
  private final EvidenceChecker checker =
      new EvidenceChecker(group.configuration(), group.verifier());
  private final TestClient alice = group.client("alice");
  private final TestClient bob = group.client("bob");

  private void proves(int accused, Evidence evidence) {
    Verdict verdict = checker.check(evidence);
    assertThat(verdict.reason()).isEmpty();
    assertThat(verdict.isProof()).isTrue();
    assertThat(verdict.accused()).isEqualTo(new ReplicaId(accused));
  }

  private void provesNothing(Evidence evidence, String reason) {
    Verdict verdict = checker.check(evidence);
    assertThat(verdict.isProof()).isFalse();
    assertThat(verdict.reason()).contains(reason);
  }

  // Headers

  @Test
  @DisplayName("\"headers of one (v, s) that differ\"")
  void conflictingHeaders() {
    proves(0, new ConflictingHeaders(say.header(1, "a", ""), say.header(1, "b", "")));
    proves(
        1,
        new ConflictingHeaders(
            say.header(5, 1, digest("a"), digest("")), say.header(5, 1, digest("b"), digest(""))));
  }

  @Test
  void headersThatDifferInTheTrackOnlyConflictAsWell() {
    OrderHeader header = say.header(1, "a", "").header();
    proves(
        0,
        new ConflictingHeaders(
            group.header(header),
            group.header(
                new OrderHeader(
                    header.view(),
                    header.slot(),
                    header.batch(),
                    header.history(),
                    Track.AGREED))));
  }

  @Test
  void aHeaderSentAgainIsNoFault() {
    provesNothing(
        new ConflictingHeaders(say.header(1, "a", ""), say.header(1, "a", "")),
        "sending it twice is no fault");
  }

  @Test
  void headersOfDifferentSlotsOrViewsMayDiffer() {
    provesNothing(
        new ConflictingHeaders(say.header(1, "a", ""), say.header(2, "b", "")),
        "one speaks of v0 s1, the other of v0 s2");
    provesNothing(
        new ConflictingHeaders(say.header(1, "a", ""), say.header(4, 1, digest("b"), digest(""))),
        "one speaks of v0 s1, the other of v4 s1");
  }

  @Test
  void aHeaderThatThePrimaryDidNotSignProvesNothing() {
    SignedHeader other = say.header(1, "b", "");
    SignedHeader byAnother = group.signer(2).header(other.header());
    provesNothing(
        new ConflictingHeaders(say.header(1, "a", ""), byAnother),
        "the second one's signature is not r0's");
    provesNothing(
        new ConflictingHeaders(
            new SignedHeader(other.header(), NO_SIGNATURE), say.header(1, "a", "")),
        "the first one's signature is not r0's");
  }

  @Test
  @DisplayName("\"consecutive headers of one view whose histories do not chain\"")
  void forkedHeaders() {
    SignedHeader first = say.header(1, "a", "");
    proves(0, new ForkedHeaders(first, say.header(2, "b", "another")));
    provesNothing(
        new ForkedHeaders(first, say.header(0, 2, digest("b"), first.header().history())),
        "extends the first's, as it should");
    provesNothing(new ForkedHeaders(first, say.header(3, "b", "another")), "the other of v0 s3");
    provesNothing(new ForkedHeaders(say.header(2, "b", "another"), first), "one is of v0 s2");
    provesNothing(
        new ForkedHeaders(say.header(Long.MAX_VALUE, "b", "another"), first),
        "one is of v0 s9223372036854775807");
    provesNothing(
        new ForkedHeaders(first, say.header(4, 2, digest("b"), digest("another"))),
        "the other of v4 s2");
    provesNothing(
        new ForkedHeaders(say.header(0, Long.MAX_VALUE, digest("b"), digest("h")), first),
        "one is of v0 s9223372036854775807");
    provesNothing(
        new ForkedHeaders(
            first, new SignedHeader(say.header(2, "b", "another").header(), NO_SIGNATURE)),
        "the second one's signature is not r0's");
  }

  // Votes

  @Test
  @DisplayName("\"votes of one (v, s) with different h\"")
  void conflictingVotes() {
    proves(2, new ConflictingVotes(say.vote(2, 3, 7, "a"), say.vote(2, 3, 7, "b")));
  }

  @Test
  void whatACorrectVoterMaySayTogetherProvesNothing() {
    SignedVote vote = say.vote(2, 3, 7, "a");
    provesNothing(new ConflictingVotes(vote, say.vote(2, 3, 7, "a")), "twice is no fault");
    provesNothing(new ConflictingVotes(vote, say.vote(2, 3, 8, "b")), "the other of v3 s8");
    provesNothing(new ConflictingVotes(vote, say.vote(2, 4, 7, "b")), "the other of v4 s7");
    provesNothing(new ConflictingVotes(vote, say.vote(1, 3, 7, "b")), "one names r2 as its signer");
  }

  @Test
  void aVoteWithAForgedSignatureProvesNothing() {
    SignedVote vote = say.vote(2, 3, 7, "a");
    SignedVote other = say.vote(2, 3, 7, "b");
    SignedVote forged = new SignedVote(other.voter(), other.vote(), vote.signature());
    provesNothing(new ConflictingVotes(vote, forged), "the second one's signature is not r2's");
    provesNothing(new ConflictingVotes(forged, vote), "the first one's signature is not r2's");
  }

  // Checkpoints

  @Test
  @DisplayName("\"CHECKPOINTs of one s\"")
  void conflictingCheckpoints() {
    proves(
        1,
        new ConflictingCheckpoints(
            say.checkpoint(1, 128, "h", "a"), say.checkpoint(1, 128, "h", "b")));
    proves(
        1,
        new ConflictingCheckpoints(
            say.checkpoint(1, 128, "h", "a"), say.checkpoint(1, 128, "i", "a")));
  }

  @Test
  void checkpointsOfDifferentSlotsOrSignersMayDiffer() {
    Checkpoint first = say.checkpoint(1, 128, "h", "a");
    provesNothing(
        new ConflictingCheckpoints(first, say.checkpoint(1, 128, "h", "a")), "twice is no fault");
    provesNothing(
        new ConflictingCheckpoints(first, say.checkpoint(1, 256, "h", "b")), "the other of s256");
    provesNothing(
        new ConflictingCheckpoints(first, say.checkpoint(2, 128, "h", "b")), "the other r2");
    Checkpoint other = say.checkpoint(1, 128, "h", "b");
    provesNothing(
        new ConflictingCheckpoints(
            first,
            new Checkpoint(
                other.signer(), other.slot(), other.history(), other.state(), NO_SIGNATURE)),
        "the second one's signature is not r1's");
  }

  // View changes

  @Test
  @DisplayName("\"VIEW-CHANGEs or NEW-VIEWs of one w with different bytes\"")
  void conflictingViewChangesAndNewViews() {
    proves(2, new ConflictingViewChanges(say.viewChange(2, 1, "a"), say.viewChange(2, 1, "b")));
    proves(
        1,
        new ConflictingNewViews(
            say.newView(1, say.viewChange(0, 1, "a"), say.viewChange(2, 1, "a")),
            say.newView(1, say.viewChange(0, 1, "a"), say.viewChange(3, 1, "a"))));
  }

  @Test
  void whatACorrectReplicaSaysOfSeveralViewsProvesNothing() {
    provesNothing(
        new ConflictingViewChanges(say.viewChange(2, 1, "a"), say.viewChange(2, 1, "a")),
        "twice is no fault");
    provesNothing(
        new ConflictingViewChanges(say.viewChange(2, 1, "a"), say.viewChange(2, 2, "b")),
        "one speaks of v1, the other of v2");
    provesNothing(
        new ConflictingViewChanges(say.viewChange(2, 1, "a"), say.viewChange(3, 1, "b")),
        "the other r3");
    provesNothing(
        new ConflictingNewViews(
            say.newView(1, say.viewChange(0, 1, "a")), say.newView(1, say.viewChange(0, 1, "a"))),
        "twice is no fault");
    provesNothing(
        new ConflictingNewViews(
            say.newView(1, say.viewChange(0, 1, "a")), say.newView(5, say.viewChange(0, 5, "b"))),
        "one speaks of v1, the other of v5");
  }

  @Test
  void aNewViewOfAnotherThanItsPrimaryProvesNothing() {
    var first = say.newView(1, say.viewChange(0, 1, "a"));
    var byAnother = group.signer(2).newView(new View(1), List.of(say.viewChange(3, 1, "a")));
    provesNothing(
        new ConflictingNewViews(first, byAnother), "the second one's signature is not r1's");
  }

  // Batches

  @Test
  @DisplayName("\"a header and batch with a request that is … repeated\"")
  void aRequestThatIsRepeatedWithinItsBatch() {
    Request request = alice.request(4, "x");
    proves(0, new FaultyBatch(say.order(request, bob.request(1, "y"), request), 2));
  }

  @Test
  @DisplayName("\"… or out of its client's order\"")
  void aRequestOutOfItsClientsOrder() {
    proves(0, new FaultyBatch(say.order(alice.request(4, "x"), alice.request(6, "y")), 1));
    proves(0, new FaultyBatch(say.order(alice.request(4, "x"), alice.request(3, "y")), 1));
    proves(
        0, new FaultyBatch(say.order(alice.restarted().request(1, "x"), alice.request(5, "y")), 1));
    proves(
        0, new FaultyBatch(say.order(alice.request(4, "x"), alice.restarted().request(2, "y")), 1));
  }

  @Test
  void aBatchThatACorrectPrimaryMayMakeProvesNothing() {
    OrderReq order =
        say.order(
            alice.request(4, "x"),
            bob.request(9, "y"),
            alice.request(5, "z"),
            alice.restarted().request(1, "x"));
    for (int i = 0; i < 4; i++) {
      provesNothing(new FaultyBatch(order, i), "authentic and in its client's order");
    }
    provesNothing(new FaultyBatch(order, 4), "the batch has 4 requests");
  }

  @Test
  @DisplayName("\"… a request that is forged\"")
  void aForgedRequest() {
    Request request = alice.request(1, "x");
    RequestCodec codec = new RequestCodec(group.limits(), group.quorums().n());
    RequestCodec.Parts parts = codec.parts(request.encoded());
    Request unsigned =
        codec.decode(
            codec.encode(
                parts.certificateBytes(),
                parts.body(),
                new RequestAuthenticator.Signed(NO_SIGNATURE)));
    proves(0, new FaultyBatch(say.order(bob.request(1, "y"), unsigned), 1));
    Request ofAStranger =
        TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 2)
            .client("eve")
            .request(1, "x");
    proves(0, new FaultyBatch(say.order(ofAStranger), 0));
  }

  @Test
  void aClientThatIsNotAdmittedAtTheBatchsTime() {
    TestClient late =
        group.client("late", TestGroup.NOW.plus(java.time.Duration.ofDays(1)), TestGroup.NOT_AFTER);
    proves(0, new FaultyBatch(say.order(late.request(1, "x")), 0));
  }

  @Test
  void aFaultyBatchBesideAHeaderOfAnotherProvesNothing() {
    Request request = alice.request(1, "x");
    OrderReq honest = say.order(request);
    OrderReq swapped = new OrderReq(honest.header(), group.batch(TestGroup.NOW, request, request));
    provesNothing(new FaultyBatch(swapped, 1), "the header names another batch");
  }

  @Test
  void aHeaderThatThePrimaryDidNotSignDoesNotMakeAFaultyBatchItsOwn() {
    Request request = alice.request(1, "x");
    OrderReq order = say.order(request, request);
    SignedHeader unsigned = new SignedHeader(order.header().header(), NO_SIGNATURE);
    provesNothing(
        new FaultyBatch(new OrderReq(unsigned, order.batch()), 1),
        "the header one's signature is not r0's");
  }

  @Test
  @DisplayName("a MAC that is wrong at some replica is no evidence: nobody else can tell")
  void aWrongMac() {
    TestGroup macs = TestGroup.of(1, 0, RequestAuthentication.MAC, Limits.DEFAULT, 3);
    TestClient client = macs.client("carol");
    Request request = client.request(1, "x");
    RequestCodec codec = new RequestCodec(macs.limits(), 4);
    RequestCodec.Parts parts = codec.parts(request.encoded());
    Bytes wrong = Bytes.wrap(new byte[32]);
    Request bad =
        codec.decode(
            codec.encode(
                parts.certificateBytes(),
                parts.body(),
                new RequestAuthenticator.MacVector(List.of(wrong, wrong, wrong, wrong))));
    OrderReq order =
        macs.orderReq(
            View.ZERO,
            new Slot(1),
            macs.digest(),
            macs.batch(new Timestamp(2_000_000), bad),
            Track.AGREED);
    Verdict verdict =
        new EvidenceChecker(macs.configuration(), macs.verifier()).check(new FaultyBatch(order, 0));
    assertThat(verdict.isProof()).isFalse();
  }

  // Documents

  @Test
  void aDocumentOfAnotherGroupProvesNothingHere() {
    TestGroup other = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 9);
    SignedStatements theirs = new SignedStatements(other);
    Evidence evidence = new ConflictingVotes(theirs.vote(2, 3, 7, "a"), theirs.vote(2, 3, 7, "b"));
    Verdict verdict = checker.check(new EvidenceDocument(other.digest(), 4, evidence));
    assertThat(verdict.isProof()).isFalse();
    assertThat(verdict.reason())
        .contains("it is about a group of 4 replicas with digest " + other.digest().abbreviated());
    provesNothing(evidence, "the first one's signature is not r2's");
  }

  @Test
  void aDocumentThatIsRelabelledProvesNothing() {
    TestGroup other = TestGroup.of(1, 0, RequestAuthentication.SIGNATURE, Limits.DEFAULT, 9);
    SignedStatements theirs = new SignedStatements(other);
    Evidence evidence = new ConflictingVotes(theirs.vote(2, 3, 7, "a"), theirs.vote(2, 3, 7, "b"));
    assertThat(checker.check(new EvidenceDocument(group.digest(), 4, evidence)).isProof())
        .isFalse();
  }

  @Test
  void aDocumentOfThisGroupIsWorthWhatIsInIt() {
    Evidence evidence = new ConflictingVotes(say.vote(2, 3, 7, "a"), say.vote(2, 3, 7, "b"));
    EvidenceDocument document = new EvidenceDocument(group.digest(), 4, evidence);
    assertThat(checker.check(EvidenceDocument.decode(document.encode())).isProof()).isTrue();
    Verdict wrongSize = checker.check(new EvidenceDocument(group.digest(), 7, evidence));
    assertThat(wrongSize.isProof()).isFalse();
  }
}
