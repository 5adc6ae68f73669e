package io.weevil.engine.evidence;

import static io.weevil.engine.authentication.SignedStatements.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.EvidenceChecker;
import io.weevil.engine.authentication.SignedStatements;
import io.weevil.engine.authentication.TestClient;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.message.ClientMessage.CommitCertificate;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.Misbehavior;
import io.weevil.engine.message.PeerMessage.NewView;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Batch;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("R-EVIDENCE")
class EvidenceBookTest {

  private final TestGroup group = TestGroup.of(1, 0);
  private final SignedStatements say = new SignedStatements(group);
  private final EvidenceBook book = new EvidenceBook(4, replica -> true, 8, 2);

  private List<Evidence> sees(WireMessage... messages) {
    List<Evidence> found = new ArrayList<>();
    for (WireMessage message : messages) {
      found.addAll(book.see(message));
    }
    EvidenceChecker checker = new EvidenceChecker(group.configuration(), group.verifier());
    assertThat(found).allSatisfy(e -> assertThat(checker.check(e).reason()).isEmpty());
    return found;
  }

  private OrderReq order(SignedHeader header) {
    return new OrderReq(header, group.batch(TestGroup.NOW));
  }

  @Test
  @DisplayName("\"No honest behaviour produces it: what is signed once is … resent unchanged\"")
  void nothingSentAgainIsEvidence() {
    List<WireMessage> honest = new ArrayList<>();
    SignedHeader first = say.header(1, "a", "");
    honest.add(order(first));
    honest.add(order(say.header(0, 2, digest("b"), first.header().history())));
    honest.add(order(say.header(4, 2, digest("c"), digest("of another view"))));
    for (int replica = 0; replica < 4; replica++) {
      honest.add(new Prepare(say.vote(replica, 0, 1, "a")));
      honest.add(new Prepare(say.vote(replica, 0, 2, "ab")));
      honest.add(new Prepare(say.vote(replica, 1, 2, "ac")));
      honest.add(say.checkpoint(replica, 128, "h", "s"));
      honest.add(say.checkpoint(replica, 256, "i", "t"));
      honest.add(say.viewChange(replica, 1, "a"));
    }
    honest.add(say.newView(1, say.viewChange(0, 1, "a"), say.viewChange(2, 1, "a")));
    honest.add(group.stableProof(new Slot(128), digest("h"), digest("s")));
    honest.add(new CommitCertificate(1, group.certificate(View.ZERO, new Slot(1), digest("a"))));
    for (int round = 0; round < 3; round++) {
      assertThat(sees(honest.toArray(WireMessage[]::new))).isEmpty();
    }
  }

  @Test
  void twoHeadersOfOneSlot() {
    assertThat(sees(order(say.header(1, "a", "")), order(say.header(1, "b", ""))))
        .containsExactly(
            new Evidence.ConflictingHeaders(say.header(1, "a", ""), say.header(1, "b", "")));
    assertThat(sees(new Misbehavior(say.header(9, "a", ""), say.header(9, "b", "")))).hasSize(1);
  }

  @Test
  void aForkIsSeenWhicheverHeaderComesFirst() {
    SignedHeader first = say.header(1, "a", "");
    SignedHeader second = say.header(2, "b", "another");
    Evidence fork = new Evidence.ForkedHeaders(first, second);
    assertThat(sees(order(first), order(second))).containsExactly(fork);
    EvidenceBook fresh = new EvidenceBook(4, replica -> true, 8, 2);
    assertThat(fresh.see(order(second))).isEmpty();
    assertThat(fresh.see(order(first))).containsExactly(fork);
  }

  @Test
  @DisplayName("A header of the last slot that there is has none behind it, and is evidence too")
  void theLastSlotThereIs() {
    SignedHeader last = say.header(0, Long.MAX_VALUE, digest("a"), digest("h"));
    SignedHeader other = say.header(0, Long.MAX_VALUE, digest("b"), digest("h"));
    assertThat(sees(order(last))).isEmpty();
    assertThat(sees(order(other))).containsExactly(new Evidence.ConflictingHeaders(last, other));
  }

  @Test
  void twoVotesOfOneVoter() {
    assertThat(sees(new Prepare(say.vote(2, 0, 1, "a")), new Prepare(say.vote(3, 0, 1, "b"))))
        .isEmpty();
    assertThat(sees(new Prepare(say.vote(2, 0, 1, "b"))))
        .containsExactly(
            new Evidence.ConflictingVotes(say.vote(2, 0, 1, "a"), say.vote(2, 0, 1, "b")));
  }

  @Test
  void aVoteWithinACertificateCountsAsAnyOther() {
    sees(new Prepare(say.vote(1, 0, 1, "a")));
    CommitCertificate shown =
        new CommitCertificate(7, group.certificate(View.ZERO, new Slot(1), digest("b"), 0, 1, 2));
    assertThat(sees(shown)).hasSize(1);
    sees(new Prepare(say.vote(3, 2, 5, "a")));
    assertThat(sees(say.viewChange(0, 6, certified("b")))).hasSize(1);
  }

  private LogReport certified(String history) {
    return new LogReport(
        null,
        new View(2),
        List.of(),
        new LogReport.CertifiedLog(
            group.certificate(new View(2), new Slot(5), digest(history), 1, 2, 3), List.of()));
  }

  @Test
  void twoCheckpointsOfOneSlotAlsoWithinAProof() {
    Checkpoint own = say.checkpoint(1, 128, "h", "own");
    sees(own);
    StableProof proof = group.stableProof(new Slot(128), digest("h"), digest("s"));
    assertThat(sees(proof))
        .containsExactly(
            new Evidence.ConflictingCheckpoints(own, say.checkpoint(1, 128, "h", "s")));
  }

  @Test
  void twoViewChangesAlsoWithinANewView() {
    ViewChange own = say.viewChange(2, 1, "a");
    ViewChange other = say.viewChange(2, 1, "b");
    sees(own);
    NewView newView = say.newView(1, say.viewChange(0, 1, "a"), other);
    assertThat(sees(newView)).containsExactly(new Evidence.ConflictingViewChanges(own, other));
    NewView second = say.newView(1, say.viewChange(0, 1, "a"), say.viewChange(3, 1, "a"));
    assertThat(sees(second)).containsExactly(new Evidence.ConflictingNewViews(newView, second));
  }

  @Test
  void aBatchThatNamesARequestTwiceButOnlyUnderItsOwnHeader() {
    TestClient alice = group.client("alice");
    OrderReq faulty = say.order(alice.request(1, "x"), alice.request(1, "x"));
    assertThat(sees(faulty)).containsExactly(new Evidence.FaultyBatch(faulty, 1));
    Batch honest = group.batch(TestGroup.NOW, alice.request(1, "x"));
    OrderReq swapped =
        new OrderReq(say.header(0, 1, honest.digest(), group.digest()), faulty.batch());
    EvidenceBook fresh = new EvidenceBook(4, replica -> true, 8, 2);
    assertThat(fresh.see(swapped)).isEmpty();
  }

  @Test
  @DisplayName("whoever signs much drives out what it signed itself, and nobody else's")
  void isBoundedBySigner() {
    sees(new Prepare(say.vote(2, 0, 1, "a")), new Prepare(say.vote(3, 0, 1, "a")));
    for (int slot = 2; slot < 20; slot++) {
      sees(new Prepare(say.vote(3, 0, slot, "a")));
    }
    assertThat(sees(new Prepare(say.vote(3, 0, 1, "b")))).isEmpty();
    assertThat(sees(new Prepare(say.vote(2, 0, 1, "b")))).hasSize(1);
  }

  @Test
  void onlyThoseWatchedAreEntered() {
    EvidenceBook ofTwo = new EvidenceBook(4, new ReplicaId(2)::equals, 8, 2);
    for (String history : List.of("a", "b")) {
      assertThat(ofTwo.see(new Prepare(say.vote(3, 0, 1, history)))).isEmpty();
      assertThat(ofTwo.see(order(say.header(1, history, "")))).isEmpty();
      assertThat(ofTwo.see(say.checkpoint(1, 128, "h", history))).isEmpty();
      assertThat(ofTwo.see(say.newView(1, say.viewChange(0, 1, history)))).isEmpty();
    }
    ofTwo.see(new Prepare(say.vote(2, 0, 1, "a")));
    assertThat(ofTwo.see(new Prepare(say.vote(2, 0, 1, "b")))).hasSize(1);
  }
}
