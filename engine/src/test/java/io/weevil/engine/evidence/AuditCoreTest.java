package io.weevil.engine.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.SignedStatements;
import io.weevil.engine.authentication.TestClient;
import io.weevil.engine.authentication.TestGroup;
import io.weevil.engine.authentication.VerifiedForTests;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Accusation;
import io.weevil.engine.message.PeerMessage.OrderReq;
import io.weevil.engine.message.PeerMessage.Prepare;
import io.weevil.engine.message.PeerMessage.Status;
import io.weevil.engine.message.RequestAuthenticator;
import io.weevil.engine.message.RequestCodec;
import io.weevil.engine.message.SignedHeader;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Request;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.role.Event;
import io.weevil.engine.role.Output;
import io.weevil.engine.role.RoleMessage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R-EVIDENCE, as replica 3's auditor carries it out. */
@Rule("R-EVIDENCE")
class AuditCoreTest {

  private final TestGroup group = TestGroup.of(1, 0);
  private final SignedStatements say = new SignedStatements(group);
  private final AuditCore core = new AuditCore(group.configuration(), group.verifier());
  private final Evidence evidence =
      new Evidence.ConflictingVotes(say.vote(2, 0, 1, "a"), say.vote(2, 0, 1, "b"));

  private List<Output> hears(int from, PeerMessage message) {
    return core.on(
        new RoleMessage.Received(VerifiedForTests.of(new ReplicaId(from), message)), TestGroup.NOW);
  }

  private List<Output> hearsBothVotes() {
    assertThat(hears(2, new Prepare(say.vote(2, 0, 1, "a")))).isEmpty();
    return hears(2, new Prepare(say.vote(2, 0, 1, "b")));
  }

  @Test
  @DisplayName("\"It is kept, transferable, and shown to operators\"")
  void tellsOperatorsTheBackupAndTheOthers() {
    assertThat(hearsBothVotes())
        .containsExactly(
            new Output.Report(new Event.EvidenceFound(new ReplicaId(2), evidence)),
            new Output.Tell(
                new RoleMessage.ProvenFaulty(new ReplicaId(2), "it is proven: conflicting votes")),
            new Output.Broadcast(new Accusation(evidence)));
  }

  @Test
  @DisplayName("once for each replica and kind: a liar cannot make more of it")
  void once() {
    hearsBothVotes();
    hears(2, new Prepare(say.vote(2, 0, 2, "a")));
    assertThat(hears(2, new Prepare(say.vote(2, 0, 2, "b")))).isEmpty();
    hears(2, say.checkpoint(2, 128, "h", "a"));
    assertThat(hears(2, say.checkpoint(2, 128, "h", "b"))).hasSize(3);
  }

  @Test
  void whatAnotherFoundIsBelievedAndNotPassedOnAgain() {
    assertThat(hears(1, new Accusation(evidence)))
        .containsExactly(
            new Output.Report(new Event.EvidenceFound(new ReplicaId(2), evidence)),
            new Output.Tell(
                new RoleMessage.ProvenFaulty(new ReplicaId(2), "it is proven: conflicting votes")));
    assertThat(hears(0, new Accusation(evidence))).isEmpty();
    assertThat(hearsBothVotes()).isEmpty();
  }

  @Test
  @Rule("R-STATUS")
  @DisplayName("a peer that works under a primary proven faulty is told, as long as it does")
  void tellsWhoMayHaveMissedIt() {
    hearsBothVotes();
    assertThat(hears(1, status(2, 2)))
        .containsExactly(new Output.Send(new ReplicaId(1), new Accusation(evidence)));
    assertThat(hears(1, status(2, 3))).isEmpty();
    assertThat(hears(1, status(0, 0))).isEmpty();
  }

  private static Status status(long view, long target) {
    return new Status(new View(view), new View(target), Slot.ZERO, Slot.ZERO, Slot.ZERO, Slot.ZERO);
  }

  @Test
  void aBatchThatTheDoorCallsForgedBecomesEvidenceThatNamesTheRequest() {
    OrderReq order = say.order(group.client("alice").request(1, "x"), forged());
    assertThat(faulty(order, true))
        .contains(
            new Output.Report(
                new Event.EvidenceFound(new ReplicaId(0), new Evidence.FaultyBatch(order, 1))));
    assertThat(faulty(order, true)).isEmpty();
  }

  @Test
  @Rule("R-LATE")
  @DisplayName("headers that were believed on a MAC, and are not signed, prove nothing to others")
  void forgedHeadersAreNoEvidence() {
    OrderReq first = say.order(group.client("alice").request(1, "x"));
    OrderReq second = say.order(group.client("bob").request(1, "x"));
    assertThat(hears(0, first)).isEmpty();
    assertThat(hears(0, new OrderReq(withSignatureOf(first, second.header()), second.batch())))
        .isEmpty();
  }

  private static SignedHeader withSignatureOf(OrderReq other, SignedHeader header) {
    return new SignedHeader(header.header(), other.header().signature());
  }

  @Test
  void whatOnlyThisReplicaCannotVouchForIsNoEvidence() {
    assertThat(faulty(say.order(forged()), false)).isEmpty();
  }

  @Test
  void aBatchInWhichNothingIsProvablyWrongIsNoEvidence() {
    assertThat(faulty(say.order(group.client("alice").request(1, "x")), true)).isEmpty();
  }

  private List<Output> faulty(OrderReq order, boolean provable) {
    return core.on(
        new RoleMessage.FaultyBatch(
            VerifiedForTests.of(new ReplicaId(1), order), "a forged request", provable),
        TestGroup.NOW);
  }

  private Request forged() {
    TestClient eve = group.client("eve");
    RequestCodec codec = new RequestCodec(group.limits(), 4);
    RequestCodec.Parts parts = codec.parts(eve.request(1, "y").encoded());
    return codec.decode(
        codec.encode(
            parts.certificateBytes(),
            parts.body(),
            new RequestAuthenticator.Signed(Bytes.wrap(new byte[64]))));
  }
}
