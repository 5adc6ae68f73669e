package io.weevil.testkit.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weevil.engine.Rule;
import io.weevil.engine.authentication.Opened.Cause;
import io.weevil.engine.authentication.ReplicaSigner;
import io.weevil.engine.message.Evidence;
import io.weevil.engine.message.LogReport;
import io.weevil.engine.message.LogReport.CertifiedLog;
import io.weevil.engine.message.MessageKind;
import io.weevil.engine.message.NoConfidenceProof;
import io.weevil.engine.message.PeerMessage;
import io.weevil.engine.message.PeerMessage.Accusation;
import io.weevil.engine.message.PeerMessage.Checkpoint;
import io.weevil.engine.message.PeerMessage.StableProof;
import io.weevil.engine.message.PeerMessage.ViewChange;
import io.weevil.engine.message.Wire;
import io.weevil.engine.message.WireCodec;
import io.weevil.engine.model.Bytes;
import io.weevil.engine.model.Digest;
import io.weevil.engine.model.ReplicaId;
import io.weevil.engine.model.Slot;
import io.weevil.engine.model.View;
import io.weevil.engine.quorum.Certificate;
import io.weevil.engine.quorum.Vote;
import io.weevil.testkit.simulation.SimulatedKeys;
import io.weevil.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * VIEW-CHANGEs and NEW-VIEWs that are none: each is refused, counted, and without effect. r3 says
 * them to r1, sealed with its own keys; only where it says so do others sign too.
 */
@Timeout(120)
@Rule({"R-VIEW-CHANGE", "R-AUTH"})
class HostileViewChangeTest {

  private static final View ONE = new View(1);
  private static final ReplicaId VICTIM = new ReplicaId(1);
  private static final Slot EIGHT = new Slot(8);

  private final Scene scene = new Scene(1, 0, 61);
  private final ActorGroup group = scene.group();
  private final FaultyReplica r3 = group.corrupt(3, new Conduct() {});
  private final Digest empty = group.configuration().digest();
  private final Digest some = new Digest(Bytes.wrap(filled(32, 7)));

  @AfterEach
  void nothingCameOfIt() {
    group.pass(Duration.ofSeconds(1));
    assertThat(group.failures()).isEmpty();
    assertThat(group.witness(1).view()).isEqualTo(View.ZERO);
    assertThat(group.witness(1).events())
        .noneMatch(e -> e instanceof io.weevil.engine.role.Event.ViewLeft);
    scene.clients(1, 1);
    scene.load(Duration.ofMillis(400));
    scene.assertEndsWell(Duration.ofSeconds(10));
    scene.close();
  }

  private static byte[] filled(int size, int with) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private ReplicaSigner signer(int replica) {
    ReplicaId id = new ReplicaId(replica);
    return new ReplicaSigner(id, empty, group.keys().replica(id).signer());
  }

  private NoConfidenceProof proof(View against, int... signers) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i : signers) {
      signatures.put(new ReplicaId(i), signer(i).noConfidence(against).signature());
    }
    return new NoConfidenceProof(signatures);
  }

  private NoConfidenceProof good() {
    return proof(View.ZERO, 2, 3);
  }

  private static LogReport nothing() {
    return new LogReport(null, View.ZERO, List.of(), null);
  }

  private ViewChange viewChange(NoConfidenceProof proof, LogReport report) {
    return r3.signer().viewChange(ONE, proof, report);
  }

  private void assertRefused(Cause cause, PeerMessage message) {
    assertRefused(cause, r3.seal(message, VICTIM));
  }

  private void assertRefused(Cause cause, Wire wire) {
    long before = group.witness(1).refused(cause);
    r3.say(VICTIM, wire);
    group.pass(Duration.ofMillis(20));
    assertThat(group.witness(1).refused(cause))
        .as("refused as %s: %s", cause, group.witness(1).refusals())
        .isEqualTo(before + 1);
  }

  @Test
  void nobodyAloneHasLostConfidence() {
    assertRefused(Cause.NOT_A_PROOF, viewChange(proof(View.ZERO, 3), nothing()));
    assertRefused(Cause.MALFORMED, viewChange(proof(View.ZERO), nothing()));
  }

  @Test
  void aProofAboutAnotherViewProvesNothing() {
    assertRefused(Cause.FORGED_SIGNATURE, viewChange(proof(ONE, 2, 3), nothing()));
    assertRefused(
        Cause.FORGED_SIGNATURE, r3.signer().viewChange(new View(1_000_000_000), good(), nothing()));
  }

  @Test
  void othersSignaturesAreNotMadeUp() {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>(proof(View.ZERO, 3).signatures());
    signatures.put(new ReplicaId(2), signatures.get(new ReplicaId(3)));
    assertRefused(Cause.FORGED_SIGNATURE, viewChange(new NoConfidenceProof(signatures), nothing()));
  }

  @Test
  void nobodySpeaksInAnothersName() {
    ViewChange own = viewChange(good(), nothing());
    ViewChange others =
        new ViewChange(new ReplicaId(2), ONE, own.proof(), own.report(), own.signature());
    assertThat(refusedFor(others)).isIn(Cause.FORGED_SIGNATURE, Cause.WRONG_SIGNER);
  }

  private Cause refusedFor(PeerMessage message) {
    int before = group.witness(1).refusals().size();
    r3.say(VICTIM, message);
    group.pass(Duration.ofMillis(20));
    assertThat(group.witness(1).refusals()).hasSize(before + 1);
    return group.witness(1).refusals().get(before).cause();
  }

  @Test
  void whatWasChangedOnItsWayIsRefused() {
    ViewChange own = viewChange(good(), nothing());
    assertRefused(
        Cause.FORGED_SIGNATURE,
        new ViewChange(
            own.signer(),
            ONE,
            own.proof(),
            new LogReport(null, View.ZERO, List.of(some), null),
            own.signature()));
  }

  @Test
  void aLogOfTheViewThatIsToComeIsNone() {
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), new LogReport(null, ONE, List.of(), null)));
  }

  @Test
  void aCertificateNeedsEnoughDistinctMembers() {
    Vote vote = new Vote(View.ZERO, new Slot(1), chain(some));
    Bytes own = r3.signer().vote(vote).signature();
    SortedMap<ReplicaId, Bytes> two = new TreeMap<>();
    two.put(new ReplicaId(2), signer(2).vote(vote).signature());
    two.put(new ReplicaId(3), own);
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), certified(vote, two)));

    SortedMap<ReplicaId, Bytes> repeated = new TreeMap<>(two);
    repeated.put(new ReplicaId(0), own); // the same signer under another's name
    assertRefused(Cause.FORGED_SIGNATURE, viewChange(good(), certified(vote, repeated)));
  }

  @Test
  void aForeignSignerIsRefusedUnread() {
    Vote vote = new Vote(View.ZERO, new Slot(1), chain(some));
    SortedMap<ReplicaId, Bytes> foreign = new TreeMap<>();
    for (int i : List.of(2, 3, 4)) {
      foreign.put(new ReplicaId(i), signer(Math.min(i, 3)).vote(vote).signature());
    }
    assertRefused(Cause.MALFORMED, viewChange(good(), certified(vote, foreign)));
  }

  private Digest chain(Digest batch) {
    return io.weevil.engine.crypto.Digests.chain(empty, new Slot(1), batch);
  }

  private LogReport certified(Vote vote, SortedMap<ReplicaId, Bytes> signatures) {
    return new LogReport(
        null,
        View.ZERO,
        List.of(),
        new CertifiedLog(new Certificate(vote, signatures), List.of(some)));
  }

  private SortedMap<ReplicaId, Bytes> signedByThree(Vote vote) {
    SortedMap<ReplicaId, Bytes> signatures = new TreeMap<>();
    for (int i : List.of(0, 2, 3)) {
      signatures.put(new ReplicaId(i), signer(i).vote(vote).signature());
    }
    return signatures;
  }

  @Test
  void aCertificateOfTheViewThatIsToComeOrForOtherDigestsIsNone() {
    Vote later = new Vote(ONE, new Slot(1), chain(some));
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), certified(later, signedByThree(later))));
    Vote other = new Vote(View.ZERO, new Slot(1), some);
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), certified(other, signedByThree(other))));
    Vote longer = new Vote(View.ZERO, new Slot(2), chain(some));
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), certified(longer, signedByThree(longer))));
  }

  @Test
  void aCheckpointOfAnotherGroupIsNone() {
    SimulatedKeys others =
        new SimulatedKeys(
            SimulationSettings.of(1, 0).quorums(),
            SimulationSettings.of(1, 0).authentication(),
            Scene.SMALL,
            99);
    List<Checkpoint> foreign = new ArrayList<>();
    List<Checkpoint> ofOtherGroup = new ArrayList<>();
    for (int i : List.of(0, 2, 3)) {
      ReplicaId id = new ReplicaId(i);
      foreign.add(
          new ReplicaSigner(id, others.group().digest(), others.replica(id).signer())
              .checkpoint(EIGHT, some, some));
      // The same keys, in a group of another configuration.
      ofOtherGroup.add(
          new ReplicaSigner(id, others.group().digest(), group.keys().replica(id).signer())
              .checkpoint(EIGHT, some, some));
    }
    assertRefused(Cause.FORGED_SIGNATURE, viewChange(good(), standingOn(foreign)));
    assertRefused(Cause.FORGED_SIGNATURE, viewChange(good(), standingOn(ofOtherGroup)));
  }

  @Test
  void aCheckpointNeedsEnoughEqualStatementsOfDistinctMembers() {
    Checkpoint own = r3.signer().checkpoint(EIGHT, some, some);
    Checkpoint second = signer(2).checkpoint(EIGHT, some, some);
    Checkpoint different = signer(0).checkpoint(EIGHT, some, empty);
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), standingOn(List.of(second, own))));
    assertRefused(
        Cause.NOT_A_PROOF, viewChange(good(), standingOn(List.of(different, second, own))));
    ViewChange repeated = viewChange(good(), standingOn(List.of(second, own, own)));
    assertThat(refusedFor(repeated)).isIn(Cause.NOT_A_PROOF, Cause.MALFORMED);
  }

  @Test
  void aCheckpointBetweenTheIntervalsIsNone() {
    List<Checkpoint> odd = new ArrayList<>();
    for (int i : List.of(0, 2, 3)) {
      odd.add(signer(i).checkpoint(new Slot(7), some, some));
    }
    assertRefused(Cause.NOT_A_PROOF, viewChange(good(), standingOn(odd)));
  }

  private static LogReport standingOn(List<Checkpoint> checkpoints) {
    return new LogReport(new StableProof(checkpoints), View.ZERO, List.of(), null);
  }

  @Test
  void aLogLongerThanTheWindowIsRefused() {
    List<Digest> tooMany = Collections.nCopies(Scene.SMALL.window() + 1, some);
    assertThat(refusedFor(viewChange(good(), new LogReport(null, View.ZERO, tooMany, null))))
        .isIn(Cause.NOT_A_PROOF, Cause.MALFORMED, Cause.OVERSIZED);
  }

  @ParameterizedTest
  @EnumSource(names = {"VIEW_CHANGE", "NEW_VIEW", "ACCUSATION"})
  void anOversizedBodyIsRefusedUnread(MessageKind kind) {
    int limit = new WireCodec(Scene.SMALL, 4).maxBodyBytes(kind);
    assertRefused(Cause.OVERSIZED, r3.seal(kind, Bytes.wrap(filled(limit + 1, 0)), VICTIM));
    // One byte less is read: it is the size that was refused.
    assertRefused(Cause.MALFORMED, r3.seal(kind, Bytes.wrap(filled(limit, 0)), VICTIM));
  }

  private List<PeerMessage> genuine() {
    ReplicaSigner leader = signer(3);
    View three = new View(3);
    NoConfidenceProof proof = proof(new View(2), 2, 3);
    List<ViewChange> parts = new ArrayList<>();
    for (int i : List.of(0, 2, 3)) {
      parts.add(signer(i).viewChange(three, proof, nothing()));
    }
    Evidence evidence =
        new Evidence.ConflictingViewChanges(
            parts.get(2),
            leader.viewChange(three, proof, new LogReport(null, ONE, List.of(some), null)));
    return List.of(
        viewChange(good(), nothing()), leader.newView(three, parts), new Accusation(evidence));
  }

  @Test
  void whatIsCutOffOrLengthenedOnItsWayIsRefused() {
    for (PeerMessage message : genuine()) {
      Wire genuine = r3.seal(message, VICTIM);
      for (Bytes other : otherSizes(genuine.body())) {
        assertRefused(
            Cause.BAD_MAC,
            new Wire(
                genuine.kind(), genuine.group(), genuine.sender(), other, genuine.authenticator()));
      }
    }
  }

  @Test
  void whatItsSenderHasCutOffOrLengthenedIsRefused() {
    for (PeerMessage message : genuine()) {
      Wire genuine = r3.seal(message, VICTIM);
      for (Bytes other : otherSizes(genuine.body())) {
        assertRefused(Cause.MALFORMED, r3.seal(genuine.kind(), other, VICTIM));
      }
    }
  }

  private static List<Bytes> otherSizes(Bytes body) {
    return IntStream.of(0, 1, body.size() / 2, body.size() - 1, body.size() + 1)
        .mapToObj(size -> Bytes.wrap(Arrays.copyOf(body.toArray(), size)))
        .toList();
  }

  @Test
  void aNewViewNeedsExactlyItsPrimaryAndEnoughDistinctValidViewChanges() {
    List<ViewChange> valid = new ArrayList<>();
    for (int i : List.of(0, 2, 3)) {
      valid.add(signer(i).viewChange(ONE, good(), nothing()));
    }
    // r3 leads view 3, and no other.
    assertThat(refusedFor(r3.signer().newView(ONE, valid)))
        .isIn(Cause.FORGED_SIGNATURE, Cause.WRONG_SIGNER);
    View three = new View(3);
    assertRefused(Cause.NOT_A_PROOF, r3.signer().newView(three, valid));
    assertRefused(Cause.NOT_A_PROOF, r3.signer().newView(three, valid.subList(0, 2)));
    NoConfidenceProof proof = proof(new View(2), 2, 3);
    ViewChange own = r3.signer().viewChange(three, proof, nothing());
    ViewChange other =
        r3.signer().viewChange(three, proof, new LogReport(null, ONE, List.of(), null));
    ViewChange second = signer(2).viewChange(three, proof, nothing());
    assertThat(refusedFor(r3.signer().newView(three, List.of(second, own, other))))
        .isIn(Cause.NOT_A_PROOF, Cause.MALFORMED);
    ViewChange forged = new ViewChange(new ReplicaId(0), three, proof, nothing(), own.signature());
    assertRefused(Cause.FORGED_SIGNATURE, r3.signer().newView(three, List.of(forged, second, own)));
  }
}
